//! The submission data that Assay attaches to its PDF files.

use super::stream;
use lopdf::{Document, Object};

/// The file name of the attached submission.
pub const ATTACHMENT_NAME: &str = "submission.json";

/// The submission that is attached to a document, if there is one.
pub(crate) fn find(document: &Document) -> Option<Vec<u8>> {
    let names = document.catalog().ok()?.get_deref(b"Names", document).ok()?.as_dict().ok()?;
    let files = names.get_deref(b"EmbeddedFiles", document).ok()?.as_dict().ok()?;
    // Assay writes a flat name tree. Nested ones come from other programs.
    let list = files.get_deref(b"Names", document).ok()?.as_array().ok()?;
    let is_ours = |name: &Object| name.as_str().is_ok_and(|name| name == ATTACHMENT_NAME.as_bytes());
    let file = list.chunks_exact(2).take(100).find(|pair| is_ours(&pair[0]))?;
    let (_, file) = document.dereference(&file[1]).ok()?;
    let embedded = file.as_dict().ok()?.get_deref(b"EF", document).ok()?.as_dict().ok()?;
    let embedded = embedded.get_deref(b"F", document).or_else(|_| embedded.get_deref(b"UF", document)).ok()?;
    Some(stream::content(embedded.as_stream().ok()?)).filter(|bytes| bytes.starts_with(b"{"))
}
