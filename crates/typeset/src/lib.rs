//! Writes documents as accessible PDF.
//!
//! [`pdf`] is the only function. Its files are tagged (PDF/UA-1, ISO 14289-1) and archivable (PDF/A-3a, ISO 19005-3): headings,
//! lists and tables have structure, the first column of a table with row headers is marked as such, all typefaces are embedded,
//! and the submission itself is attached as data. This is a separate crate because typst takes longer to build than everything
//! else together.

mod data;
mod world;

use documents::write::form::Form;
use model::Date;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Why a form could not be drawn: the messages of typst, for the log. The cause is a fault of the template, not of the user's
/// text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the form cannot be drawn as PDF: {0}")]
pub struct Error(String);

/// Writes a form as PDF, dated with that day, with `submission` attached as [`documents::ATTACHMENT_NAME`]: its canonical JSON.
/// The same form on the same day gives the same bytes.
///
/// # Errors
/// The template cannot draw the form, or the result violates the standards.
pub fn pdf(form: &Form, submission: Option<&[u8]>, on: Date) -> Result<Vec<u8>, Error> {
    let data = data::to_json(form, submission.is_some(), on, &world::has_glyph);
    let world = world::DocumentWorld::new(data.to_string().into_bytes(), submission);
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|faults| error(&faults))?;
    // Without an attachment, the file can follow the older standard, which more archives accept.
    let archive = if submission.is_some() { PdfStandard::A_3a } else { PdfStandard::A_2a };
    let options = PdfOptions {
        creator: typst::foundations::Smart::Custom(Some("Assay".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::Ua_1, archive]).map_err(|error| Error(format!("{error:?}")))?,
        ..PdfOptions::default()
    };
    let file = typst_pdf::pdf(&document, &options).map_err(|faults| error(&faults))?;
    // typst caches layouts for editors, which is of no use here.
    typst::comemo::evict(0);
    Ok(file)
}

fn error(faults: &[typst::diag::SourceDiagnostic]) -> Error {
    let messages: Vec<&str> = faults.iter().take(5).map(|fault| fault.message.as_str()).collect();
    Error(messages.join("; "))
}
