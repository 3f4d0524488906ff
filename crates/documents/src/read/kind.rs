//! Detects what kind of document a file is: by its bytes, and by its name only where bytes do not decide.

use crate::reading::DocumentFormat;
use model::assessment::locked_version::FORMAT;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// A format that has a reader.
    Supported(DocumentFormat),
    /// A presentation.
    Presentation,
    /// A known kind without a reader, by its file extension.
    Unsupported(&'static str),
}

/// Detects the kind of document. Bytes without a signature count as text; decoding determines whether they are.
pub(crate) fn detect(name: &str, bytes: &[u8]) -> FileKind {
    if bytes.starts_with(b"PK\x03\x04") {
        return zip_kind(bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return compound_file_kind(bytes);
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |magic: &str| start.get(..magic.len()).is_some_and(|s| s.eq_ignore_ascii_case(magic.as_bytes()));
    let signatures = [
        ("%PDF-", FileKind::Supported(DocumentFormat::Pdf)),
        ("<!doctype html", FileKind::Supported(DocumentFormat::Html)),
        ("<html", FileKind::Supported(DocumentFormat::Html)),
        ("{\\rtf", FileKind::Unsupported(".rtf")),
        ("<?xml", FileKind::Unsupported(".xml")),
    ];
    if let Some((_, kind)) = signatures.into_iter().find(|(magic, _)| begins(magic)) {
        return kind;
    }
    // A submission file that Assay wrote names its format, whatever the file is called.
    if start.starts_with(b"{") && start.windows(FORMAT.len()).any(|window| window == FORMAT.as_bytes()) {
        return FileKind::Supported(DocumentFormat::Json);
    }
    FileKind::Supported(match name.to_ascii_lowercase().rsplit_once('.').map(|(_, ending)| ending) {
        Some("csv" | "tsv") => DocumentFormat::Csv,
        Some("md" | "markdown") => DocumentFormat::Markdown,
        Some("json") if start.starts_with(b"{") => DocumentFormat::Json,
        Some("html" | "htm" | "xhtml") => DocumentFormat::Html,
        _ => DocumentFormat::Text,
    })
}

/// The names of the entries are at the end of a zip file, and those of embedded files come before them, so the last name decides.
fn zip_kind(bytes: &[u8]) -> FileKind {
    const SIGNATURES: [(&str, FileKind); 6] = [
        ("word/", FileKind::Supported(DocumentFormat::Docx)),
        ("xl/", FileKind::Supported(DocumentFormat::Xlsx)),
        ("ppt/", FileKind::Presentation),
        ("opendocument.text", FileKind::Supported(DocumentFormat::Odt)),
        ("opendocument.spreadsheet", FileKind::Supported(DocumentFormat::Ods)),
        ("opendocument.presentation", FileKind::Presentation),
    ];
    // The first entry of an OpenDocument names its type and is not compressed.
    let first = bytes.get(30..).filter(|rest| rest.starts_with(b"mimetype")).map(|rest| &rest[..rest.len().min(60)]);
    let last = |bytes: &[u8], signature: &str| {
        bytes.windows(signature.len()).rposition(|window| window == signature.as_bytes())
    };
    let kind_in = |bytes: &[u8]| {
        let found = SIGNATURES.into_iter().filter_map(|(signature, kind)| Some((last(bytes, signature)?, kind)));
        found.max_by_key(|(at, _)| *at).map(|(_, kind)| kind)
    };
    match first.and_then(kind_in).or_else(|| kind_in(bytes)) {
        // A binary workbook contains no XML.
        Some(FileKind::Supported(DocumentFormat::Xlsx)) if last(bytes, "xl/workbook.bin").is_some() => {
            FileKind::Unsupported(".xlsb")
        }
        Some(kind) => kind,
        None => FileKind::Unsupported(".zip"),
    }
}

/// Word and Excel before 2007, and encrypted newer files, name their streams in UTF-16.
fn compound_file_kind(bytes: &[u8]) -> FileKind {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    match () {
        () if has("EncryptedPackage") => FileKind::Unsupported(PASSWORD_PROTECTED),
        () if has("Workbook") || has("Book") => FileKind::Supported(DocumentFormat::Xls),
        () if has("PowerPoint Document") => FileKind::Presentation,
        () => FileKind::Unsupported(".doc"),
    }
}

/// An encrypted file has no extension of its own.
pub(crate) const PASSWORD_PROTECTED: &str = "a file with a password";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_decide_the_kind() {
        assert_eq!(detect("a.txt", b"PK\x03\x04......word/document.xml"), FileKind::Supported(DocumentFormat::Docx));
        assert_eq!(detect("a.txt", b"PK\x03\x04......xl/workbook.xml"), FileKind::Supported(DocumentFormat::Xlsx));
        assert_eq!(detect("a.docx", b"%PDF-1.7"), FileKind::Supported(DocumentFormat::Pdf));
        assert_eq!(detect("a.txt", b"\n<!DOCTYPE HTML>"), FileKind::Supported(DocumentFormat::Html));
        assert_eq!(detect("a", b"PK\x03\x04......ppt/slides"), FileKind::Presentation);
        assert_eq!(detect("a", b"{\\rtf1"), FileKind::Unsupported(".rtf"));
    }

    #[test]
    fn embedded_files_do_not_decide_the_kind_of_a_zip() {
        assert_eq!(
            detect("a", b"PK\x03\x04..xl/embedded..word/document.xml..xl/workbook.xml"),
            FileKind::Supported(DocumentFormat::Xlsx)
        );
        let text: &[u8] = b"PK\x03\x04..........................mimetypeapplication/vnd.oasis.opendocument.text..............................word/";
        assert_eq!(detect("a", text), FileKind::Supported(DocumentFormat::Odt));
    }

    #[test]
    fn the_name_decides_where_bytes_do_not() {
        assert_eq!(detect("plan.CSV", b"a,b"), FileKind::Supported(DocumentFormat::Csv));
        assert_eq!(detect("plan.md", b"# Plan"), FileKind::Supported(DocumentFormat::Markdown));
        assert_eq!(detect("plan.docx", b"Plan"), FileKind::Supported(DocumentFormat::Text));
        assert_eq!(detect("plan", b"Plan"), FileKind::Supported(DocumentFormat::Text));
    }
}
