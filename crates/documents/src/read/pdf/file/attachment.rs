//! The machine-readable submission inside a PDF that Assay wrote.

use super::stream;
use lopdf::{Document, Object};

/// What the attached submission is called.
pub const ATTACHMENT_NAME: &str = "submission.json";

/// The submission that is attached to a document, if there is one.
pub(crate) fn of(document: &Document) -> Option<Vec<u8>> {
    let names = document.catalog().ok()?.get_deref(b"Names", document).ok()?.as_dict().ok()?;
    let files = names.get_deref(b"EmbeddedFiles", document).ok()?.as_dict().ok()?;
    // Few files are kept in one list. A tree of lists is somebody else's.
    let list = files.get_deref(b"Names", document).ok()?.as_array().ok()?;
    let is_ours = |name: &Object| name.as_str().is_ok_and(|name| name == ATTACHMENT_NAME.as_bytes());
    let file = list.chunks_exact(2).take(100).find(|pair| is_ours(&pair[0]))?;
    let (_, file) = document.dereference(&file[1]).ok()?;
    let held = file.as_dict().ok()?.get_deref(b"EF", document).ok()?.as_dict().ok()?;
    let held = held.get_deref(b"F", document).or_else(|_| held.get_deref(b"UF", document)).ok()?;
    Some(stream::content(held.as_stream().ok()?)).filter(|bytes| bytes.starts_with(b"{"))
}
