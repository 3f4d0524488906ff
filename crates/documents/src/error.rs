//! Why a file is not read at all.

use crate::MAX_BYTES;

/// A file that was refused before anything was proposed. Each displays as a sentence for whoever chose the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing but blanks.
    #[error("{file} is empty. Choose the file that holds the submission.")]
    Empty {
        /// The file's name.
        file: String,
    },
    /// More bytes than [`MAX_BYTES`].
    #[error("{file} is too large: a submission may have at most {} MB. Take pictures out of it, or save it as plain text.", MAX_BYTES / 1_000_000)]
    TooLarge {
        /// The file's name.
        file: String,
    },
    /// Damaged, cut off, or something else than its name says.
    #[error(
        "{file} cannot be opened as {kind}: it is damaged or only part of a file. Open it in the program that wrote it, save it again, and choose that."
    )]
    Damaged {
        /// The file's name.
        file: String,
        /// Such as ".docx".
        kind: &'static str,
    },
    /// Shut by a password.
    #[error("{file} is shut by a password. Save it without one, and choose that.")]
    PasswordProtected {
        /// The file's name.
        file: String,
    },
    /// Pages that are pictures of text.
    #[error(
        "{file} is a scan: its pages are pictures, and no text can be read from them. Choose the file that it was printed from."
    )]
    Scan {
        /// The file's name.
        file: String,
    },
    /// It took more time or memory than any submission needs.
    #[error(
        "{file} asks for more work than any submission needs, and was given up. Save it as .docx, .xlsx or plain text, and choose that."
    )]
    TooComplex {
        /// The file's name.
        file: String,
    },
    /// More lines, cells or list items than any submission has.
    #[error("{file} is too long: no submission has more than {limit} lines, cells and list items.")]
    TooLong {
        /// The file's name.
        file: String,
        /// How many may be read.
        limit: usize,
    },
    /// A kind of document that is known but cannot be read.
    #[error("Assay does not read {kind} yet: save {file} as plain text and choose that.")]
    Unsupported {
        /// The file's name.
        file: String,
        /// Such as ".docx".
        kind: &'static str,
    },
    /// Neither text nor a kind that is known.
    #[error(
        "{file} is neither text nor a document that can be read here, or it is damaged. Choose the Word, Excel or PDF file itself, or save it as plain text and choose that."
    )]
    NotText {
        /// The file's name.
        file: String,
    },
    /// A spreadsheet without the columns by which a plan is found again, or no spreadsheet.
    #[error(
        "{file} is not a plan that was downloaded from here: no sheet in it has the columns “Action” and “Identity”. Choose the workbook that you filled in, or import the file as a document."
    )]
    NotAPlanWorkbook {
        /// The file's name.
        file: String,
    },
    /// A presentation about the charter.
    #[error("{file} holds slides rather than a submission. Choose the self-assessment itself.")]
    Slides {
        /// The file's name.
        file: String,
    },
    /// Text, but none of the charter's questions, forms or plans.
    #[error("{file} is not a submission: no question of {charter} and no plan of actions was found in it.")]
    NotASubmission {
        /// The file's name.
        file: String,
        /// The charter's name on screen.
        charter: String,
    },
}
