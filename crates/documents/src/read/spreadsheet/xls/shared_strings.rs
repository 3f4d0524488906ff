//! The strings that the cells of an old workbook share ([MS-XLS], 2.5.293 and 2.4.265). A string may continue in the next record.

use super::{
    records::{Bytes, Record},
    strings::characters,
    styles::XlsStyles,
};
use crate::{
    read::{
        format_error::FormatError,
        spreadsheet::content::{CellContent, CellLines},
    },
    text::MAX_PARTS,
};

/// Reads the shared strings.
pub(super) fn read(record: &Record<'_>, styles: &XlsStyles) -> Result<Vec<CellContent>, FormatError> {
    let mut parts = Parts { current: Bytes(record.bytes), continuations: record.continuations.iter() };
    let header = parts.current.u32().and_then(|_| parts.current.u32());
    let count = header.ok_or(FormatError::Damaged)?;
    let mut words = Vec::new();
    for _ in 0..count {
        if words.len() >= MAX_PARTS {
            return Err(FormatError::TooLong);
        }
        match parts.string(styles) {
            Some(content) => words.push(content),
            None => break,
        }
    }
    Ok(words)
}

/// The data of a record and its continuations.
struct Parts<'a> {
    current: Bytes<'a>,
    continuations: std::slice::Iter<'a, &'a [u8]>,
}

impl Parts<'_> {
    /// Continues with the next record at the end of this one.
    fn fill(&mut self) -> Option<()> {
        while self.current.0.is_empty() {
            self.current = Bytes(self.continuations.next()?);
        }
        Some(())
    }

    fn string(&mut self, styles: &XlsStyles) -> Option<CellContent> {
        self.fill()?;
        let length = usize::from(self.current.u16()?);
        let flags = self.current.u8()?;
        let runs = if flags & 8 != 0 { usize::from(self.current.u16()?) } else { 0 };
        let phonetic_length = if flags & 4 != 0 { usize::try_from(self.current.u32()?).ok()? } else { 0 };
        let units = self.units(length, flags & 1 == 1)?;
        let runs: Option<Vec<(u16, u16)>> = (0..runs).map(|_| self.run()).collect();
        self.skip(phonetic_length)?;
        Some(content(&units, &runs?, styles))
    }

    /// Reads characters. If a record ends among them, the next one begins with a byte for the width of the others.
    fn units(&mut self, length: usize, mut is_wide: bool) -> Option<Vec<u16>> {
        let mut units = Vec::new();
        while units.len() < length {
            if self.current.0.is_empty() {
                self.fill()?;
                is_wide = self.current.u8()? & 1 == 1;
            }
            let fit = if is_wide { self.current.0.len() / 2 } else { self.current.0.len() };
            if fit == 0 && !self.current.0.is_empty() {
                return None;
            }
            units.extend(characters(&mut self.current, fit.min(length - units.len()), is_wide)?);
        }
        Some(units)
    }

    fn run(&mut self) -> Option<(u16, u16)> {
        self.fill()?;
        Some((self.current.u16()?, self.current.u16()?))
    }

    fn skip(&mut self, mut length: usize) -> Option<()> {
        while length > 0 {
            self.fill()?;
            let some = length.min(self.current.0.len());
            self.current.take(some)?;
            length -= some;
        }
        Some(())
    }
}

/// The content of a cell from text and formatting runs.
fn content(units: &[u16], runs: &[(u16, u16)], styles: &XlsStyles) -> CellContent {
    let mut lines = CellLines::default();
    let mut from = 0;
    let mut struck = false;
    let end = (u16::MAX, 0);
    for (at, font) in runs.iter().chain([&end]) {
        let to = usize::from(*at).clamp(from, units.len());
        if to > from || runs.is_empty() {
            lines.push(&String::from_utf16_lossy(&units[from..to]), struck);
        }
        from = to;
        struck = styles.is_struck(*font);
    }
    CellContent { lines, ..CellContent::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_that_span_records_are_joined() {
        // Two strings: "Zoë" in wide characters with a break after the first, and "ok" in narrow characters.
        let first = [&2_u32.to_le_bytes()[..], &2_u32.to_le_bytes(), &[3, 0, 1, b'Z', 0]].concat();
        let second = [0, b'o', 0xEB, 2, 0, 0, b'o'];
        let third = [1, b'k', 0];
        let record = Record { kind: 0xFC, bytes: &first, continuations: vec![&second, &third] };
        let words = read(&record, &XlsStyles::default()).unwrap();
        assert_eq!(words.iter().map(CellContent::text).collect::<Vec<_>>(), ["Zoë", "ok"]);
    }

    #[test]
    fn a_list_with_a_false_count_ends_with_its_data() {
        let bytes = [&u32::MAX.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &[1, 0, 0, b'a', 0xFF, 0xFF, 0]].concat();
        let record = Record { kind: 0xFC, bytes: &bytes, continuations: Vec::new() };
        assert_eq!(read(&record, &XlsStyles::default()).unwrap().len(), 1);
    }
}
