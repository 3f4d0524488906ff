//! Formats of downloads, and the typesetting of PDF files.

use super::{app::App, problem::Problem};
use documents::write::form::Form;
use model::Date;

/// The formats in which a self-assessment or a plan can be downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a format by its usual name")]
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

/// Makes a PDF of a form on a separate thread. The number of threads is limited, because typesetting takes much memory.
///
/// # Errors
/// There is no typesetter, or it failed.
pub async fn typeset(app: &App, form: Form, canonical: Option<String>, today: Date) -> Result<Vec<u8>, Problem> {
    let draw = app.typeset.ok_or(Problem::NotFound)?;
    let _press = app.presses.acquire().await.expect("presses are never closed");
    let drawn = tokio::task::spawn_blocking(move || draw(&form, canonical.as_deref().map(str::as_bytes), today)).await;
    let drawn = drawn.unwrap_or_else(|_| Err("the typesetter panicked".to_owned()));
    drawn.map_err(Problem::NotDrawn)
}
