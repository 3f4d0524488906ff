//! Reads embedded files.

use crate::{
    manuscript::Manuscript,
    read::{
        docx,
        kind::{self, FileKind},
    },
    reading::DocumentFormat,
};
use std::io::{Cursor, Read};

/// The most bytes of an embedded package.
const MAX_BYTES: u64 = 32_000_000;

/// Reads an embedded spreadsheet or Word document. Returns `None` for any other file, and for one that cannot be read. Files embedded
/// in it are not opened.
pub(crate) fn open(name: &str, bytes: &[u8]) -> Option<Manuscript> {
    match kind::detect(name, bytes) {
        FileKind::Supported(format @ (DocumentFormat::Xlsx | DocumentFormat::Xls | DocumentFormat::Ods)) => {
            crate::read::read_as(format, name, bytes).ok().map(|(_, manuscript)| manuscript)
        }
        FileKind::Supported(DocumentFormat::Docx) => docx::read_embedded(bytes).ok(),
        FileKind::Unsupported(_) => {
            let package = extract_package(bytes)?;
            match kind::detect("", &package) {
                FileKind::Supported(DocumentFormat::Docx) => docx::read_embedded(&package).ok(),
                FileKind::Supported(DocumentFormat::Xlsx) => {
                    crate::read::read_as(DocumentFormat::Xlsx, name, &package).ok().map(|(_, manuscript)| manuscript)
                }
                _ => None,
            }
        }
        FileKind::Supported(_) | FileKind::Presentation => None,
    }
}

/// The package in an OLE object: a separate stream (MS-OLEDS 2.3), which in one kind of object begins with file names.
fn extract_package(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = ["/Package", "/\u{1}Ole10Native"].into_iter().find(|name| file.is_stream(name))?;
    let mut package = Vec::new();
    file.open_stream(name).ok()?.take(MAX_BYTES).read_to_end(&mut package).ok()?;
    let start = package.windows(4).take(4_000).position(|window| window == b"PK\x03\x04")?;
    package.drain(..start);
    Some(package)
}
