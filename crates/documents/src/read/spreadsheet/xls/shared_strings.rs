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
    text::MOST_PARTS,
};

/// Reads the shared strings.
pub(super) fn read(record: &Record<'_>, styles: &XlsStyles) -> Result<Vec<CellContent>, FormatError> {
    let mut parts = Parts { here: Bytes(record.bytes), more: record.more.iter() };
    let header = parts.here.u32().and_then(|_| parts.here.u32());
    let count = header.ok_or(FormatError::Damaged)?;
    let mut words = Vec::new();
    for _ in 0..count {
        if words.len() >= MOST_PARTS {
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
    here: Bytes<'a>,
    more: std::slice::Iter<'a, &'a [u8]>,
}

impl Parts<'_> {
    /// Continues with the next record at the end of this one.
    fn fill(&mut self) -> Option<()> {
        while self.here.0.is_empty() {
            self.here = Bytes(self.more.next()?);
        }
        Some(())
    }

    fn string(&mut self, styles: &XlsStyles) -> Option<CellContent> {
        self.fill()?;
        let length = usize::from(self.here.u16()?);
        let flags = self.here.u8()?;
        let runs = if flags & 8 != 0 { usize::from(self.here.u16()?) } else { 0 };
        let spoken = if flags & 4 != 0 { usize::try_from(self.here.u32()?).ok()? } else { 0 };
        let units = self.units(length, flags & 1 == 1)?;
        let runs: Option<Vec<(u16, u16)>> = (0..runs).map(|_| self.run()).collect();
        self.skip(spoken)?;
        Some(content(&units, &runs?, styles))
    }

    /// Reads characters. If a record ends among them, the next one begins with a byte that says how wide the others are.
    fn units(&mut self, length: usize, mut is_wide: bool) -> Option<Vec<u16>> {
        let mut units = Vec::new();
        while units.len() < length {
            if self.here.0.is_empty() {
                self.fill()?;
                is_wide = self.here.u8()? & 1 == 1;
            }
            let fit = if is_wide { self.here.0.len() / 2 } else { self.here.0.len() };
            if fit == 0 && !self.here.0.is_empty() {
                return None;
            }
            units.extend(characters(&mut self.here, fit.min(length - units.len()), is_wide)?);
        }
        Some(units)
    }

    fn run(&mut self) -> Option<(u16, u16)> {
        self.fill()?;
        Some((self.here.u16()?, self.here.u16()?))
    }

    fn skip(&mut self, mut length: usize) -> Option<()> {
        while length > 0 {
            self.fill()?;
            let some = length.min(self.here.0.len());
            self.here.take(some)?;
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
        let record = Record { kind: 0xFC, bytes: &first, more: vec![&second, &third] };
        let words = read(&record, &XlsStyles::default()).unwrap();
        assert_eq!(words.iter().map(CellContent::text).collect::<Vec<_>>(), ["Zoë", "ok"]);
    }

    #[test]
    fn a_list_that_claims_more_than_it_has_ends_where_it_ends() {
        let bytes = [&u32::MAX.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &[1, 0, 0, b'a', 0xFF, 0xFF, 0]].concat();
        let record = Record { kind: 0xFC, bytes: &bytes, more: Vec::new() };
        assert_eq!(read(&record, &XlsStyles::default()).unwrap().len(), 1);
    }
}
