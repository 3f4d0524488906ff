//! Why a file could not be read.

use crate::MAX_BYTES;

/// Why a file could not be read. The message says what is wrong with which file and what to do.
///
/// ```
/// let error = documents::read_manuscript("plan.docx", b" ").unwrap_err();
/// assert_eq!(error.to_string(), "plan.docx is empty. Upload the file that contains the submission.");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file has no text.
    #[error("{file} is empty. Upload the file that contains the submission.")]
    Empty {
        /// The file's name.
        file: String,
    },
    /// The file has more than [`MAX_BYTES`] bytes.
    #[error("{file} must be smaller than {} MB. Remove pictures from it, or save it as plain text, and upload it again.", MAX_BYTES / 1_000_000)]
    TooLarge {
        /// The file's name.
        file: String,
    },
    /// The file is damaged or incomplete.
    #[error(
        "{file} cannot be opened as {kind}: it is damaged or incomplete. Open it in the program that created it, save it again and upload the new copy."
    )]
    Damaged {
        /// The file's name.
        file: String,
        /// Such as ".docx".
        kind: &'static str,
    },
    /// The file is password protected.
    #[error("{file} is password protected. Remove the password and upload it again.")]
    PasswordProtected {
        /// The file's name.
        file: String,
    },
    /// All pages are pictures.
    #[error("{file} is a scan without text. Upload the original document.")]
    Scan {
        /// The file's name.
        file: String,
    },
    /// Reading the file would take more time or memory than any submission needs.
    #[error("{file} is too complex to read. Save it as .docx or .xlsx and upload it again.")]
    TooComplex {
        /// The file's name.
        file: String,
    },
    /// The file has more lines, cells or list items than any submission.
    #[error(
        "{file} is too long: a submission must have {limit} lines, cells and list items or fewer. Upload only the submission."
    )]
    TooLong {
        /// The file's name.
        file: String,
        /// The most that are read.
        limit: usize,
    },
    /// A known kind of document that Assay cannot read.
    #[error("Assay cannot read {kind}. Save {file} as .docx, .xlsx or plain text and upload it again.")]
    Unsupported {
        /// The file's name.
        file: String,
        /// Such as ".docx".
        kind: &'static str,
    },
    /// Neither text nor a known kind of document.
    #[error(
        "{file} is not a document that Assay can read, or it is damaged. Upload the Word, Excel or PDF file, or save it as plain text and upload that."
    )]
    NotText {
        /// The file's name.
        file: String,
    },
    /// Not a workbook that Assay wrote: the columns that identify the actions are missing.
    #[error(
        "{file} is not an action plan downloaded from Assay: none of its sheets has the columns “Action” and “Action ID”. Upload the workbook that you downloaded, or import the file as a document."
    )]
    NotAPlanWorkbook {
        /// The file's name.
        file: String,
    },
    /// The file is a presentation.
    #[error("{file} is a presentation, not a submission. Upload the self-assessment.")]
    Slides {
        /// The file's name.
        file: String,
    },
    /// The file has text, but none of the charter's questions, forms or plans.
    #[error("{file} is not a submission: we found no questions of {charter} and no action plan in it.")]
    NotASubmission {
        /// The file's name.
        file: String,
        /// The charter's name on screen.
        charter: String,
    },
}
