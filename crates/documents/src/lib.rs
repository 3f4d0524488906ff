//! Documents in: the bytes of a submission → what was found in it, as proposals that a person accepts.
//!
//! [`read`] is all: bytes → text → [`manuscript::Manuscript`] → [`reading::Reading`]. It is pure (no clock, no files, no
//! network) and takes every file as hostile: sizes are bounded, time is linear, and nothing panics. What a document is
//! *about* comes from the [`Charter`]; only words that any such form has ("action", "signed", "total") stand here.
//!
//! Unknown stays unknown: what was not found is null or empty, what is doubtful is a [`reading::Notice`].

pub mod calendar;
mod decode;
pub mod manuscript;
pub mod reading;
mod refused;
pub mod rows;
pub mod taking;
mod text;
mod understand;
mod words;

pub use refused::Refused;

use model::charter::Charter;
use reading::{Format, Reading};

/// The most bytes that a file may have.
pub const MAX_BYTES: usize = 20_000_000;

/// Read a submission. `name` is the file's name, for messages and to tell Markdown; the bytes tell everything else.
///
/// # Errors
/// [`Refused`], with a sentence for whoever chose the file: it is empty, too large, no text, slides, or no submission.
pub fn read(name: &str, bytes: &[u8], charter: &Charter) -> Result<Reading, Refused> {
    let source = decode::decode(name, bytes)?;
    let manuscript = text::read(&source)
        .map_err(|text::TooManyParts| Refused::TooLong { file: name.to_owned(), limit: text::MOST_PARTS })?;
    let named_markdown = [".md", ".markdown"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    let is_markdown = named_markdown || text::is_markdown(&manuscript, &source);
    let format = if is_markdown { Format::Markdown } else { Format::Text };
    understand::understand(name, format, &manuscript.without_boxes(), charter)
}
