//! Decodes text files.

use crate::ReadError;

/// Decodes a text file: UTF-8 or UTF-16 with or without a byte order mark, or Windows-1252, which old versions of Word and Outlook write.
///
/// # Errors
/// The file is empty or not text.
pub(crate) fn decode(file: &str, bytes: &[u8]) -> Result<String, ReadError> {
    let file_name = || file.to_owned();
    let pictures: [&[u8]; 3] = [b"\x89PNG", b"GIF8", b"\xFF\xD8\xFF"];
    if pictures.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(ReadError::NotText { file: file_name() });
    }
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf_8_or_windows(rest),
        _ => utf_8_or_windows(bytes),
    };
    let text = text.filter(|text| is_text(text)).ok_or_else(|| ReadError::NotText { file: file_name() })?;
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(ReadError::Empty { file: file_name() });
    }
    Ok(text)
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

fn utf_8_or_windows(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        // Text in a western language is mostly ASCII; a compressed file is not.
        Err(_) if bytes.iter().filter(|byte| **byte >= 0x80).count() * 5 > bytes.len() * 2 => None,
        Err(_) => Some(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
    }
}

/// The 32 characters in which Windows-1252 differs from Latin-1 (<https://encoding.spec.whatwg.org/index-windows-1252.txt>).
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

/// Text contains no NUL and few control characters other than tabs and line ends.
fn is_text(text: &str) -> bool {
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    !text.contains('\0') && controls * 100 <= text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, ReadError> {
        decode("plan.txt", bytes)
    }

    #[test]
    fn every_usual_encoding_gives_the_same_text() {
        let utf_16: Vec<u8> = "\u{feff}café – “so”".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&b"caf\xE9 \x96 \x93so\x94"[..], "\u{feff}café – “so”".as_bytes(), &utf_16] {
            assert_eq!(read(bytes).unwrap(), "café – “so”");
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_refused() {
        assert!(matches!(read(b" \n\t"), Err(ReadError::Empty { .. })));
        assert!(matches!(read(b"\x7fELF\x00\x01\x02"), Err(ReadError::NotText { .. })));
        assert!(matches!(read(b"\x89PNG\r\n"), Err(ReadError::NotText { .. })));
        assert!(matches!(read(&[0x9F; 400]), Err(ReadError::NotText { .. })));
    }
}
