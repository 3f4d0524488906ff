//! The reasons why the bytes of a file could not be read. The caller adds the name of the file.

use crate::{ReadError, text};

/// Why bytes could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormatError {
    /// Damaged, incomplete or in another format.
    Damaged,
    /// Encrypted.
    PasswordProtected,
    /// More bytes, elements or nesting than any submission.
    TooComplex,
    /// More passages and cells than any submission.
    TooLong,
    /// Readable, but without text.
    Empty,
    /// Pictures without text.
    Scan,
}

impl FormatError {
    /// The error for a file of this name and kind, such as ".docx".
    pub(crate) fn with_file(self, file: &str, kind: &'static str) -> ReadError {
        let file = file.to_owned();
        match self {
            Self::Damaged => ReadError::Damaged { file, kind },
            Self::PasswordProtected => ReadError::PasswordProtected { file },
            Self::TooComplex => ReadError::TooComplex { file },
            Self::Empty => ReadError::Empty { file },
            Self::Scan => ReadError::Scan { file },
            Self::TooLong => ReadError::TooLong { file, limit: text::MAX_PARTS },
        }
    }
}
