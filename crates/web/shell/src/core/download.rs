//! Formats of downloads, and the typesetting of PDF files.

use super::{app::App, problem::Problem};
use documents::write::form::Form;
use model::Date;

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

/// Typesets a form as PDF on a separate thread. The number of threads is limited, because each occupies a processor for a while.
///
/// # Errors
/// There is no typesetter, or it failed.
pub async fn typeset(app: &App, form: Form, canonical: Option<String>, today: Date) -> Result<Vec<u8>, Problem> {
    let typeset = app.typeset.ok_or(Problem::NotFound)?;
    let _slot = app.typesetting.acquire().await.expect("the semaphore is never closed");
    let pdf = tokio::task::spawn_blocking(move || typeset(&form, canonical.as_deref().map(str::as_bytes), today)).await;
    let pdf = pdf.unwrap_or_else(|_| Err("the typesetter panicked".to_owned()));
    pdf.map_err(Problem::Typesetting)
}
