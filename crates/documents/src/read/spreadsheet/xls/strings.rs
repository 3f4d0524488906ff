//! Strings in an old workbook ([MS-XLS], 2.5.293): one or two bytes for each character.

use super::records::Bytes;

/// Reads a string of a known length, after a byte that says whether characters have one byte or two.
pub(super) fn plain(data: &mut Bytes<'_>, length: usize) -> Option<String> {
    let is_wide = data.u8()? & 1 == 1;
    characters(data, length, is_wide).map(|units| String::from_utf16_lossy(&units))
}

/// Reads characters of one or two bytes.
pub(super) fn characters(data: &mut Bytes<'_>, length: usize, is_wide: bool) -> Option<Vec<u16>> {
    if is_wide {
        let bytes = data.take(length.checked_mul(2)?)?;
        Some(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
    } else {
        Some(data.take(length)?.iter().map(|byte| u16::from(*byte)).collect())
    }
}
