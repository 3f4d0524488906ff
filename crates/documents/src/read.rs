//! Readers for each format: the bytes of a file → a [`Manuscript`].

mod colour;
mod decode;
mod docx;
mod format_error;
mod heading_names;
mod html;
pub(crate) mod json;
pub(crate) mod kind;
mod nested_tables;
mod odt;
mod office;
pub(crate) mod pdf;
pub(crate) mod spreadsheet;

use crate::{MAX_BYTES, ReadError, manuscript::Manuscript, reading::DocumentFormat, text};
use kind::FileKind;
use pdf::Pdf;

/// Reads the text and tables of a document, and returns its format as well.
///
/// The bytes decide the format. The name decides only where the bytes do not, as between text and CSV.
///
/// ```
/// use documents::{manuscript::Block, reading::DocumentFormat};
///
/// let page = b"<!doctype html><h1>Our plan</h1><p>We count all technicians.</p>";
/// let (format, manuscript) = documents::read_manuscript("plan.txt", page)?;
/// assert_eq!(format, DocumentFormat::Html, "whatever the file is called");
/// let texts: Vec<&str> = manuscript.blocks.iter().filter_map(Block::passage).map(|passage| passage.text.as_str()).collect();
/// assert_eq!(texts, ["Our plan", "We count all technicians."]);
/// # Ok::<(), documents::ReadError>(())
/// ```
///
/// # Errors
/// Every [`ReadError`] except [`NotASubmission`](ReadError::NotASubmission): this function does not interpret the document.
pub fn read_manuscript(name: &str, bytes: &[u8]) -> Result<(DocumentFormat, Manuscript), ReadError> {
    let file = || name.to_owned();
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { file: file() });
    }
    if bytes.trim_ascii().is_empty() {
        return Err(ReadError::Empty { file: file() });
    }
    match kind::detect(name, bytes) {
        FileKind::Presentation => Err(ReadError::Slides { file: file() }),
        FileKind::Unsupported(kind::PASSWORD_PROTECTED) => Err(ReadError::PasswordProtected { file: file() }),
        FileKind::Unsupported(kind) => Err(ReadError::Unsupported { file: file(), kind }),
        FileKind::Supported(format) => read_as(format, name, bytes),
    }
}

fn read_as(format: DocumentFormat, name: &str, bytes: &[u8]) -> Result<(DocumentFormat, Manuscript), ReadError> {
    let with_format = |outcome: Result<Manuscript, format_error::FormatError>, kind| {
        outcome.map(|manuscript| (format, manuscript)).map_err(|error| error.with_file(name, kind))
    };
    match format {
        DocumentFormat::Text | DocumentFormat::Markdown => read_text(format, name, bytes),
        DocumentFormat::Docx => with_format(docx::read(bytes), ".docx"),
        DocumentFormat::Odt => with_format(odt::read(bytes), ".odt"),
        DocumentFormat::Pdf => {
            let pdf = Pdf::open(name, bytes)?;
            // Anyone can attach a file of that name, so a file that is not a submission is ignored.
            let attached = pdf.submission().and_then(|submission| json::manuscript(name, &submission).ok());
            Ok(match attached {
                Some(manuscript) => (DocumentFormat::Json, manuscript),
                None => (format, pdf.manuscript(name)?),
            })
        }
        DocumentFormat::Xlsx => with_format(spreadsheet::read_xlsx(bytes), ".xlsx"),
        DocumentFormat::Xls => with_format(spreadsheet::read_xls(bytes), ".xls"),
        DocumentFormat::Ods => with_format(spreadsheet::read_ods(bytes), ".ods"),
        DocumentFormat::Csv => Ok((format, spreadsheet::read_values(name, bytes)?)),
        DocumentFormat::Html => Ok((format, html::read(name, bytes)?)),
        DocumentFormat::Json => Ok((format, json::manuscript(name, bytes)?)),
    }
}

fn read_text(named: DocumentFormat, name: &str, bytes: &[u8]) -> Result<(DocumentFormat, Manuscript), ReadError> {
    let source = decode::decode(name, bytes)?;
    let manuscript = text::read(&source)
        .map_err(|text::TooManyParts| ReadError::TooLong { file: name.to_owned(), limit: text::MAX_PARTS })?;
    let is_markdown = named == DocumentFormat::Markdown || text::is_markdown(&manuscript, &source);
    Ok((if is_markdown { DocumentFormat::Markdown } else { DocumentFormat::Text }, manuscript))
}
