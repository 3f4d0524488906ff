//! Reads the files of a submission and writes it as files.
//!
//! [`read()`] turns the bytes of a file into a [`Manuscript`](manuscript::Manuscript), which is the same for every format, and the manuscript
//! into a [`Reading`]: what was found, for a person to check and apply. [`mod@write`] turns a submission into files.
//!
//! The crate is pure: no clock, no files, no network. It treats every file as hostile: sizes are limited, time is linear in
//! them, and nothing panics. What a document is *about* comes from the [`Charter`]; the code knows only the words that every such
//! form has ("action", "signed", "total").
//!
//! Nothing is guessed: what was not found is null or empty, and what is doubtful is a [`Notice`].

mod charter_names;
mod error;
mod formula_guard;
pub mod manuscript;
mod passage_builder;
pub mod plan_sheet;
mod read;
pub mod reading;
pub mod selection;
mod text;
mod understand;
mod wording;
mod words;
pub mod write;

pub use error::ReadError;
pub use read::pdf::ATTACHMENT_NAME;
pub use read::read_manuscript;

use manuscript::preview::Preview;
use model::charter::{Charter, rating::Colour};
use read::{json, pdf::Pdf};
use reading::{DocumentFormat, Notice, Reading};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 20_000_000;

/// Reads a submission from a file. `name` is the name of the file: messages use it, and it decides the format where the bytes do not.
///
/// ```
/// # use std::{fs, path::Path};
/// # fn add_files(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
/// #     for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
/// #         let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
/// #         if entry.path().is_dir() {
/// #             add_files(&entry.path(), &format!("{name}/"), files);
/// #         } else {
/// #             files.push((name, fs::read_to_string(entry.path()).unwrap()));
/// #         }
/// #     }
/// # }
/// # let mut files = Vec::new();
/// # let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/tests/charters/keepers-pledge");
/// # add_files(&folder, "", &mut files);
/// let charter = model::charter::source::read(&files).expect("the charter is valid");
/// let plan = "# Action plan\n\n| Action | Owner | By when |\n|---|---|---|\n| Count all keepers | The director | June 2028 |\n";
/// let reading = documents::read("plan.md", plan.as_bytes(), &charter)?;
/// assert_eq!(reading.actions[0].text, "Count all keepers");
/// assert_eq!(reading.actions[0].owner.as_deref(), Some("The director"));
/// assert_eq!(reading.actions[0].rag, None, "the file does not rate it");
///
/// let error = documents::read("soup.txt", b"A letter about soup", &charter).unwrap_err();
/// assert!(matches!(error, documents::ReadError::NotASubmission { .. }));
/// # Ok::<(), documents::ReadError>(())
/// ```
///
/// # Errors
/// [`ReadError`], with a message for the user: the file is empty, too large, damaged, a presentation or not a submission.
pub fn read(name: &str, bytes: &[u8], charter: &Charter) -> Result<Reading, ReadError> {
    let (format, manuscript) = read_manuscript(name, bytes)?;
    // Files written by Assay name their fields, so nothing has to be recognised.
    if format == DocumentFormat::Json {
        return read_own(name, bytes, charter);
    }
    understand::understand(name, format, &manuscript.without_boxes(), charter)
}

/// Reads a submission that Assay wrote: a JSON file, or one attached to a PDF.
fn read_own(name: &str, bytes: &[u8], charter: &Charter) -> Result<Reading, ReadError> {
    let Some(attached) = Pdf::open(name, bytes).ok().and_then(|pdf| pdf.submission()) else {
        return json::read(name, bytes, charter);
    };
    let mut reading = json::read(name, &attached, charter)?;
    let message = "Read from the submission data that Assay attached to this PDF, not from its pages.";
    reading.notices.push(Notice::note("submission-inside", message, None));
    Ok(reading)
}

/// Reads several files of one submission, such as the form, the rated plan and the new plan, as one [`Reading`].
///
/// Every place names its file, an action that is in two files is found once, and files that cannot be read are named in notices.
///
/// # Errors
/// The first error, if none of the files can be read as part of a submission.
pub fn read_together(files: &[(&str, &[u8])], charter: &Charter) -> Result<Reading, ReadError> {
    read_with_preview(files, charter).map(|(reading, _)| reading)
}

/// Does the same as [`read_together`] and also returns a [`Preview`] of the files, to compare what was found with them.
///
/// # Errors
/// As [`read_together`].
pub fn read_with_preview(files: &[(&str, &[u8])], charter: &Charter) -> Result<(Reading, Preview), ReadError> {
    let (mut manuscripts, mut errors) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        match read_manuscript(name, bytes) {
            Ok((format, manuscript)) => manuscripts.push((*name, format, manuscript)),
            Err(error) => errors.push(error),
        }
    }
    let preview = Preview::new(manuscripts.iter().map(|(name, _, manuscript)| (*name, manuscript)));
    let unboxed: Vec<_> =
        manuscripts.into_iter().map(|(name, format, manuscript)| (name, format, manuscript.without_boxes())).collect();
    let reading = match (files, &unboxed[..]) {
        ([(name, bytes)], [(_, DocumentFormat::Json, _)]) => read_own(name, bytes, charter)?,
        ([_], [(name, format, manuscript)]) => understand::understand(name, *format, manuscript, charter)?,
        _ => understand::together(&unboxed, errors, charter)?,
    };
    Ok((reading, preview))
}

/// The rating that the background colour of a cell looks like, if any.
///
/// ```
/// use model::charter::rating::Colour;
///
/// assert_eq!(documents::rating_from_shade([0xFF, 0, 0]), Some(Colour::Red));
/// assert_eq!(documents::rating_from_shade([0xFF, 0xFF, 0xFF]), None);
/// ```
#[must_use]
pub fn rating_from_shade(colour: [u8; 3]) -> Option<Colour> {
    understand::rating_of(colour)
}
