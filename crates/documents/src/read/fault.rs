//! Why a part of a file cannot be read, before anybody says which file it is.

use crate::{Refused, text};

/// What is wrong with the bytes at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Damaged, cut off, or not what it says that it is.
    Broken,
    /// Shut by a password.
    Locked,
    /// More bytes, elements or nesting than any submission has.
    TooMuchWork,
    /// More passages and cells than any submission has.
    TooLong,
    /// Whole, but without a word.
    Blank,
    /// Pictures and no word.
    Scan,
}

impl Fault {
    /// The same, said of a file of a kind such as ".docx".
    pub(crate) fn of(self, file: &str, kind: &'static str) -> Refused {
        let file = file.to_owned();
        match self {
            Self::Broken => Refused::Broken { file, kind },
            Self::Locked => Refused::Locked { file },
            Self::TooMuchWork => Refused::TooMuchWork { file },
            Self::Blank => Refused::Empty { file },
            Self::Scan => Refused::Scan { file },
            Self::TooLong => Refused::TooLong { file, limit: text::MOST_PARTS },
        }
    }
}
