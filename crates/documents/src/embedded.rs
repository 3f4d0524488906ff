//! A file within a file.

use crate::{
    kind::{self, Kind},
    manuscript::Manuscript,
    reading::Format,
};

/// The text of an embedded file; nothing where it is of no kind that is opened, or cannot be.
pub(crate) fn open(name: &str, bytes: &[u8]) -> Option<Manuscript> {
    match kind::of(name, bytes) {
        Kind::Read(format @ (Format::Xlsx | Format::Xls | Format::Ods)) => {
            crate::read_as(format, name, bytes).ok().map(|(_, manuscript)| manuscript)
        }
        _ => None,
    }
}
