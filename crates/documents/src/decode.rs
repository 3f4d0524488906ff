//! Bytes to text, whatever wrote them.

use crate::{MAX_BYTES, Refused};

/// The text of a file: UTF-8 or UTF-16 with or without its mark, or Windows-1252, which old Word and Outlook write.
///
/// # Errors
/// An empty, too large or binary file, and every kind of document that is not plain text.
pub(crate) fn decode(file: &str, bytes: &[u8]) -> Result<String, Refused> {
    let file_name = || file.to_owned();
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge { file: file_name() });
    }
    if let Some(kind) = kind_of(bytes) {
        return Err(Refused::NotYet { file: file_name(), kind });
    }
    let pictures: [&[u8]; 3] = [b"\x89PNG", b"GIF8", b"\xFF\xD8\xFF"];
    if pictures.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(Refused::Binary { file: file_name() });
    }
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf_8_or_windows(rest),
        _ => utf_8_or_windows(bytes),
    };
    let text = text.filter(|text| is_written_by_people(text)).ok_or_else(|| Refused::Binary { file: file_name() })?;
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(Refused::Empty { file: file_name() });
    }
    Ok(text)
}

/// The kind of document, by the bytes that it starts with. The name is not trusted.
fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    let has = |part: &str| bytes.windows(part.len()).any(|window| window == part.as_bytes());
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(match () {
            () if has("word/") => ".docx",
            () if has("xl/") => ".xlsx",
            () if has("ppt/") => ".pptx",
            () if has("opendocument.text") => ".odt",
            () if has("opendocument.spreadsheet") => ".ods",
            () => ".zip",
        });
    }
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |magic: &str| start.get(..magic.len()).is_some_and(|s| s.eq_ignore_ascii_case(magic.as_bytes()));
    [("%PDF-", ".pdf"), ("{\\rtf", ".rtf"), ("<!doctype html", ".html"), ("<html", ".html"), ("<?xml", ".xml")]
        .into_iter()
        .find_map(|(magic, kind)| begins(magic).then_some(kind))
        .or_else(|| bytes.starts_with(b"\xD0\xCF\x11\xE0").then_some("old Word and Excel files (.doc, .xls)"))
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

fn utf_8_or_windows(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        // Text in a western language has few letters beyond ASCII; a compressed file has little else.
        Err(_) if bytes.iter().filter(|byte| **byte >= 0x80).count() * 5 > bytes.len() * 2 => None,
        Err(_) => Some(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
    }
}

/// The 32 places in which Windows-1252 differs from Latin-1 (<https://encoding.spec.whatwg.org/index-windows-1252.txt>).
fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Text has no NUL and hardly a control character but tabs and line ends.
fn is_written_by_people(text: &str) -> bool {
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    !text.contains('\0') && controls * 100 <= text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, Refused> {
        decode("plan.txt", bytes)
    }

    #[test]
    fn text_of_any_usual_encoding_is_the_same_text() {
        let utf_16: Vec<u8> = "\u{feff}café – “so”".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&b"caf\xE9 \x96 \x93so\x94"[..], "\u{feff}café – “so”".as_bytes(), &utf_16] {
            assert_eq!(read(bytes).unwrap(), "café – “so”");
        }
    }

    #[test]
    fn other_kinds_are_told_by_name() {
        let kind = |bytes: &[u8]| match read(bytes) {
            Err(Refused::NotYet { kind, .. }) => kind,
            other => panic!("{other:?}"),
        };
        assert_eq!(kind(b"PK\x03\x04......word/document.xml"), ".docx");
        assert_eq!(kind(b"PK\x03\x04......xl/workbook.xml"), ".xlsx");
        assert_eq!(kind(b"%PDF-1.7"), ".pdf");
        assert_eq!(kind(b"\n<!DOCTYPE HTML>"), ".html");
        assert!(read(b"%PDF-1.7").unwrap_err().to_string().starts_with("Assay does not read .pdf yet"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(read(b" \n\t"), Err(Refused::Empty { .. })));
        assert!(matches!(read(b"\x7fELF\x00\x01\x02"), Err(Refused::Binary { .. })));
        assert!(matches!(read(b"\x89PNG\r\n"), Err(Refused::Binary { .. })));
        assert!(matches!(read(&[0x9F; 400]), Err(Refused::Binary { .. })));
        assert!(matches!(read(&vec![b'a'; MAX_BYTES + 1]), Err(Refused::TooLarge { .. })));
    }
}
