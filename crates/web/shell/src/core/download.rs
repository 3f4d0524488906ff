//! Formats of downloads, and typesetting PDF files.

pub mod typesetting;

use super::problem::Problem;

/// The formats in which a self-assessment or a plan can be downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by its format")]
pub enum DownloadFormat {
    Word,
    Pdf,
    Html,
    Csv,
    Json,
}

impl DownloadFormat {
    /// Parses the last part of the address.
    ///
    /// # Errors
    /// There is no such format.
    pub fn parse(word: &str) -> Result<Self, Problem> {
        match word {
            "docx" => Ok(Self::Word),
            "pdf" => Ok(Self::Pdf),
            "html" => Ok(Self::Html),
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            _ => Err(Problem::NotFound),
        }
    }
}

/// The media type of a Word document.
pub const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
