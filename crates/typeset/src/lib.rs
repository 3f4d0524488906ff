//! Documents out as PDF: for people who see them, for people who hear them, and for machines.
//!
//! [`pdf`] is all. What it writes is tagged (PDF/UA-1, ISO 14289-1) and made to be kept (PDF/A-3a, ISO 19005-3): headings, lists and
//! tables are such, the first column of what a row is about is its header, every typeface is inside, and so is the submission itself
//! for machines to read. It stands in a crate of its own because typst takes longer to build than everything else together.

mod data;
mod world;

use documents::write::form::Form;
use model::Date;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Why a form could not be drawn: typst's own words, for the log. It is a fault of the template and never of what people wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the form cannot be drawn as PDF: {0}")]
pub struct Error(String);

/// A form as PDF, drawn on that day, with `submission` attached as [`documents::ATTACHMENT_NAME`]: its canonical JSON. The same form on the
/// same day gives the same bytes.
///
/// # Errors
/// The template does not draw it, or the standards forbid something that it draws.
pub fn pdf(form: &Form, submission: Option<&[u8]>, on: Date) -> Result<Vec<u8>, Error> {
    let data = data::of(form, submission.is_some(), on, &world::has_letter);
    let world = world::Paper::new(data.to_string().into_bytes(), submission);
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|faults| said(&faults))?;
    // Without an attachment nothing speaks against the older standard, which more archives know.
    let archive = if submission.is_some() { PdfStandard::A_3a } else { PdfStandard::A_2a };
    let options = PdfOptions {
        creator: typst::foundations::Smart::Custom(Some("Assay".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::Ua_1, archive]).map_err(|error| Error(format!("{error:?}")))?,
        ..PdfOptions::default()
    };
    let file = typst_pdf::pdf(&document, &options).map_err(|faults| said(&faults))?;
    // typst remembers what it laid out, for who types on. Nobody does.
    typst::comemo::evict(0);
    Ok(file)
}

fn said(faults: &[typst::diag::SourceDiagnostic]) -> Error {
    let messages: Vec<&str> = faults.iter().take(5).map(|fault| fault.message.as_str()).collect();
    Error(messages.join("; "))
}
