//! What kind of document a file is, by its bytes. Its name is asked only where bytes cannot tell.

use crate::reading::Format;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One that has a reader.
    Read(Format),
    /// A presentation.
    Slides,
    /// One that has no reader, by the ending of its name.
    Other(&'static str),
}

/// The kind of document. What bears no mark is text, or binary: whoever decodes it finds out.
pub(crate) fn of(name: &str, bytes: &[u8]) -> Kind {
    let has = |part: &str| bytes.windows(part.len()).any(|window| window == part.as_bytes());
    if bytes.starts_with(b"PK\x03\x04") {
        return match () {
            () if has("word/") => Kind::Read(Format::Docx),
            () if has("xl/") => Kind::Read(Format::Xlsx),
            () if has("ppt/") || has("opendocument.presentation") => Kind::Slides,
            () if has("opendocument.text") => Kind::Read(Format::Odt),
            () if has("opendocument.spreadsheet") => Kind::Read(Format::Ods),
            () => Kind::Other(".zip"),
        };
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return old_office(bytes);
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |magic: &str| start.get(..magic.len()).is_some_and(|s| s.eq_ignore_ascii_case(magic.as_bytes()));
    let marks = [
        ("%PDF-", Kind::Read(Format::Pdf)),
        ("<!doctype html", Kind::Read(Format::Html)),
        ("<html", Kind::Read(Format::Html)),
        ("{\\rtf", Kind::Other(".rtf")),
        ("<?xml", Kind::Other(".xml")),
    ];
    if let Some((_, kind)) = marks.into_iter().find(|(magic, _)| begins(magic)) {
        return kind;
    }
    Kind::Read(match name.to_ascii_lowercase().rsplit_once('.').map(|(_, ending)| ending) {
        Some("csv" | "tsv") => Format::Csv,
        Some("md" | "markdown") => Format::Markdown,
        Some("json") if start.starts_with(b"{") => Format::Json,
        Some("html" | "htm" | "xhtml") => Format::Html,
        _ => Format::Text,
    })
}

/// Word and Excel before 2007 name their streams in UTF-16; so does a new file that is shut by a password.
fn old_office(bytes: &[u8]) -> Kind {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    match () {
        () if has("EncryptedPackage") => Kind::Other(LOCKED),
        () if has("Workbook") || has("Book") => Kind::Read(Format::Xls),
        () if has("PowerPoint Document") => Kind::Slides,
        () => Kind::Other(".doc"),
    }
}

/// What is shut by a password has no ending of its own.
pub(crate) const LOCKED: &str = "a file with a password";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_bytes() {
        assert_eq!(of("a.txt", b"PK\x03\x04......word/document.xml"), Kind::Read(Format::Docx));
        assert_eq!(of("a.txt", b"PK\x03\x04......xl/workbook.xml"), Kind::Read(Format::Xlsx));
        assert_eq!(of("a.docx", b"%PDF-1.7"), Kind::Read(Format::Pdf));
        assert_eq!(of("a.txt", b"\n<!DOCTYPE HTML>"), Kind::Read(Format::Html));
        assert_eq!(of("a", b"PK\x03\x04......ppt/slides"), Kind::Slides);
        assert_eq!(of("a", b"{\\rtf1"), Kind::Other(".rtf"));
    }

    #[test]
    fn what_bears_no_mark_is_told_by_its_name() {
        assert_eq!(of("plan.CSV", b"a,b"), Kind::Read(Format::Csv));
        assert_eq!(of("plan.md", b"# Plan"), Kind::Read(Format::Markdown));
        assert_eq!(of("plan.docx", b"Plan"), Kind::Read(Format::Text));
        assert_eq!(of("plan", b"Plan"), Kind::Read(Format::Text));
    }
}
