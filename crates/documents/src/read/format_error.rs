//! Why a part of a file cannot be read, before anybody says which file it is.

use crate::{ReadError, text};

/// What is wrong with the bytes at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormatError {
    /// Damaged, cut off, or not what it says that it is.
    Damaged,
    /// Shut by a password.
    PasswordProtected,
    /// More bytes, elements or nesting than any submission has.
    TooComplex,
    /// More passages and cells than any submission has.
    TooLong,
    /// Whole, but without a word.
    Empty,
    /// Pictures and no word.
    Scan,
}

impl FormatError {
    /// The same, said of a file of a kind such as ".docx".
    pub(crate) fn with_file(self, file: &str, kind: &'static str) -> ReadError {
        let file = file.to_owned();
        match self {
            Self::Damaged => ReadError::Damaged { file, kind },
            Self::PasswordProtected => ReadError::PasswordProtected { file },
            Self::TooComplex => ReadError::TooComplex { file },
            Self::Empty => ReadError::Empty { file },
            Self::Scan => ReadError::Scan { file },
            Self::TooLong => ReadError::TooLong { file, limit: text::MOST_PARTS },
        }
    }
}
