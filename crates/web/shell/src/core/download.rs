//! Formats of downloads, and typesetting PDF files.

pub mod typesetting;

use super::{app::App, files::StorageError, page, problem::Problem};
use axum::{
    http::{HeaderName, header},
    response::{IntoResponse as _, Response},
};
use model::plan::evidence::EvidenceFile;

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

/// Serves a stored file as a download that browsers neither display, run nor sniff. `name` is that for browsers which do not know the file's
/// own name.
///
/// # Errors
/// The file does not exist, or the storage failed.
pub async fn stored(app: &App, file: &EvidenceFile, name: &str) -> Result<Response, Problem> {
    let body = app.files.read(&file.sha256).await.map_err(|error| match error {
        StorageError::NotFound => Problem::NotFound,
        other => Problem::Files(other),
    })?;
    let ending = file.format.endings()[0];
    let name = format!("attachment; filename=\"{name}.{ending}\"; filename*=UTF-8''{}", page::encoded(&file.name));
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, file.format.media_type().to_owned()),
        (header::CONTENT_LENGTH, file.bytes.to_string()),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ];
    Ok((headers, body).into_response())
}
