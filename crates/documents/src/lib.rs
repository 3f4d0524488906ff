//! Documents in: the bytes of a submission → what was found in it, as proposals that a person accepts.
//!
//! [`read`] is all: bytes → text → [`manuscript::Manuscript`] → [`reading::Reading`]. It is pure (no clock, no files, no
//! network) and takes every file as hostile: sizes are bounded, time is linear, and nothing panics. What a document is
//! *about* comes from the [`Charter`]; only words that any such form has ("action", "signed", "total") stand here.
//!
//! Unknown stays unknown: what was not found is null or empty, what is doubtful is a [`reading::Notice`].

mod charter_names;
mod composed;
mod details;
mod error;
mod formula_guard;
pub mod manuscript;
pub mod plan_sheet;
mod read;
pub mod reading;
pub mod taking;
mod text;
mod understand;
mod words;
pub mod write;

pub use error::ReadError;
pub use read::pdf::ATTACHMENT_NAME;
pub use read::read_manuscript;

use manuscript::preview::Preview;
use model::charter::{Charter, rating::Colour};
use read::{json, pdf::Pdf};
use reading::{Format, Notice, Reading};

/// The most bytes that a file may have.
pub const MAX_BYTES: usize = 20_000_000;

/// Read a submission. `name` is the file's name, for messages and where the bytes cannot tell what they are.
///
/// # Errors
/// [`ReadError`], with a sentence for whoever chose the file: it is empty, too large, damaged, slides, or no submission.
pub fn read(name: &str, bytes: &[u8], charter: &Charter) -> Result<Reading, ReadError> {
    let (format, manuscript) = read_manuscript(name, bytes)?;
    // What Assay wrote itself needs no understanding.
    if format == Format::Json {
        return read_own(name, bytes, charter);
    }
    understand::understand(name, format, &manuscript.without_boxes(), charter)
}

/// What Assay wrote itself: a file of its own, or one inside a PDF.
fn read_own(name: &str, bytes: &[u8], charter: &Charter) -> Result<Reading, ReadError> {
    let Some(inside) = Pdf::open(name, bytes).ok().and_then(|pdf| pdf.submission()) else {
        return json::read(name, bytes, charter);
    };
    let mut reading = json::read(name, &inside, charter)?;
    let message = "This was read from the submission that Assay put into the file for machines, not from its pages.";
    reading.notices.push(Notice::note("submission-inside", message, None));
    Ok(reading)
}

/// Read several files that make one submission, such as the form, its rated plan and its new plan, as one. Every place says
/// in which file it is; an action that two files name is proposed once; files that cannot be read are named in notices.
///
/// # Errors
/// The first refusal, where none of the files can be read as part of a submission.
pub fn read_together(files: &[(&str, &[u8])], charter: &Charter) -> Result<Reading, ReadError> {
    read_with_preview(files, charter).map(|(reading, _)| reading)
}

/// The same, with the files as they were laid out, to be looked at beside it.
///
/// # Errors
/// As [`read_together`].
pub fn read_with_preview(files: &[(&str, &[u8])], charter: &Charter) -> Result<(Reading, Preview), ReadError> {
    let (mut manuscripts, mut refused) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        match read_manuscript(name, bytes) {
            Ok((format, manuscript)) => manuscripts.push((*name, format, manuscript)),
            Err(error) => refused.push(error),
        }
    }
    let preview = Preview::of(manuscripts.iter().map(|(name, _, manuscript)| (*name, manuscript)));
    let unboxed: Vec<_> =
        manuscripts.into_iter().map(|(name, format, manuscript)| (name, format, manuscript.without_boxes())).collect();
    let reading = match (files, &unboxed[..]) {
        ([(name, bytes)], [(_, Format::Json, _)]) => read_own(name, bytes, charter)?,
        ([_], [(name, format, manuscript)]) => understand::understand(name, *format, manuscript, charter)?,
        _ => understand::together(&unboxed, refused, charter)?,
    };
    Ok((reading, preview))
}

/// The colour of a rating that a shade behind a cell looks like; none where it is another colour, or none that is seen.
#[must_use]
pub fn rating_from_shade(colour: [u8; 3]) -> Option<Colour> {
    understand::rating_of(colour)
}
