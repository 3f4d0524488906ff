//! Reads the cells of a sheet of an old workbook.

use super::{
    Shared,
    records::{Bytes, Record, records},
    strings,
};
use crate::read::{
    format_error::FormatError,
    spreadsheet::{Area, Budget, Sheet, content::CellContent, omissions::Omissions},
};
use std::collections::HashMap;

/// Reads the records of a sheet up to its end.
pub(super) fn read(
    stream: &[u8],
    shared: &Shared,
    (sheet, omissions): (&mut Sheet, &mut Omissions),
    budget: &mut Budget,
) -> Result<(), FormatError> {
    let mut reader = Reader { shared, sheet, omissions, budget, open: 0, formula: None, links: HashMap::new() };
    for record in records(stream) {
        match record.kind {
            0x0809 => reader.open += 1,
            0x000A => reader.open -= 1,
            // Charts are nested in a sheet, with their own BOF and EOF.
            _ if reader.open == 1 => reader.record(&record)?,
            _ => {}
        }
        if reader.open <= 0 {
            reader.finish();
            return Ok(());
        }
    }
    Err(FormatError::Damaged)
}

struct Reader<'a> {
    shared: &'a Shared,
    sheet: &'a mut Sheet,
    omissions: &'a mut Omissions,
    budget: &'a mut Budget,
    /// How many nested streams are open.
    open: i64,
    /// The formula whose text result is in the next record.
    formula: Option<(u32, u32, u16)>,
    links: HashMap<(u32, u32), String>,
}

impl Reader<'_> {
    /// Reads a record. Records that are too short are ignored.
    fn record(&mut self, record: &Record<'_>) -> Result<(), FormatError> {
        let mut data = Bytes(record.bytes);
        match record.kind {
            0x00FD | 0x0204 | 0x0203 | 0x027E | 0x0006 | 0x0205 | 0x0201 => {
                self.formula = None;
                let at = cell(&mut data);
                at.map_or(Ok(()), |at| self.cell(record.kind, at, data))
            }
            0x00BD | 0x00BE => self.cells(record.kind, data),
            0x0207 => {
                let words = data.u16().and_then(|length| strings::plain(&mut data, length.into()));
                match (self.formula.take(), words) {
                    (Some(at), Some(words)) => self.insert(at, CellContent::of(&words)),
                    _ => Ok(()),
                }
            }
            0x00E5 => {
                let count = data.u16().unwrap_or_default();
                self.sheet.merged.extend((0..count).map_while(|_| area(&mut data)));
                Ok(())
            }
            0x01B8 => {
                self.links.extend(link(data));
                Ok(())
            }
            _ => {
                self.note_omission(record.kind, data);
                Ok(())
            }
        }
    }

    fn cell(&mut self, kind: u16, at: (u32, u32, u16), mut data: Bytes<'_>) -> Result<(), FormatError> {
        let content = match kind {
            0x00FD => {
                let number = data.u32().and_then(|at| usize::try_from(at).ok());
                number.and_then(|at| self.shared.strings.get(at)).cloned()
            }
            0x0204 => data
                .u16()
                .and_then(|length| strings::plain(&mut data, length.into()))
                .map(|words| CellContent::of(&words)),
            0x0203 => data.f64().map(|number| self.number(number, at.2)),
            0x027E => data.rk().map(|number| self.number(number, at.2)),
            0x0205 => data.u8().zip(data.u8()).map(|(value, is_error)| self.boolean_or_error(value, is_error == 1)),
            0x0006 => self.formula(at, &mut data),
            _ => None,
        };
        self.insert(at, content.unwrap_or_default())
    }

    /// The result of a formula: a number, or a value of another type if its last bytes are 0xFFFF.
    fn formula(&mut self, at: (u32, u32, u16), data: &mut Bytes<'_>) -> Option<CellContent> {
        let result = data.clone().take(8)?;
        if result[6..] != [0xFF, 0xFF] {
            return data.f64().map(|number| self.number(number, at.2));
        }
        match result[0] {
            0 => self.formula = Some(at),
            1 | 2 => return Some(self.boolean_or_error(result[2], result[0] == 2)),
            _ => {}
        }
        None
    }

    fn boolean_or_error(&mut self, value: u8, is_error: bool) -> CellContent {
        self.omissions.errors += usize::from(is_error);
        match (is_error, value) {
            (true, _) => CellContent::default(),
            (false, 0) => CellContent::of("FALSE"),
            (false, _) => CellContent::of("TRUE"),
        }
    }

    fn number(&self, number: f64, style: u16) -> CellContent {
        CellContent::of(&self.shared.styles.get(style).format.format(number, self.shared.epoch))
    }

    /// Reads several numbers or blanks of a row.
    fn cells(&mut self, kind: u16, mut data: Bytes<'_>) -> Result<(), FormatError> {
        let (Some(row), Some(first)) = (data.u16(), data.u16()) else { return Ok(()) };
        for column in u32::from(first)..256 {
            // The last two bytes are the last column.
            if data.0.len() <= 2 {
                break;
            }
            let Some(style) = data.u16() else { break };
            let number = if kind == 0x00BD { data.rk() } else { None };
            let content = number.map(|number| self.number(number, style)).unwrap_or_default();
            self.insert((row.into(), column, style), content)?;
        }
        Ok(())
    }

    fn insert(&mut self, (row, column, style): (u32, u32, u16), mut content: CellContent) -> Result<(), FormatError> {
        let style = self.shared.styles.get(style);
        content.strong |= style.strong;
        content.shading = style.shading;
        if style.struck {
            content.lines = content.lines.struck();
        }
        self.budget.take(&content)?;
        self.sheet.insert((row, column), content);
        Ok(())
    }

    fn note_omission(&mut self, kind: u16, mut data: Bytes<'_>) {
        match kind {
            // ROW, with a flag for hidden rows.
            0x0208 => self.omissions.hidden_rows += usize::from(data.0.get(12).is_some_and(|flags| flags & 0x20 != 0)),
            0x001C => self.omissions.comments += 1,
            0x01B0 => self.omissions.rules = true,
            // OBJ: 5 is a chart, 8 a picture.
            0x005D => {
                let kind = data.take(4).and_then(|_| data.u16());
                self.omissions.pictures += usize::from(matches!(kind, Some(5 | 8)));
            }
            _ => {}
        }
    }

    fn finish(self) {
        for ((row, column), address) in self.links {
            if let Some(content) = self.sheet.rows.get_mut(&row).and_then(|line| line.get_mut(column)) {
                content.link = Some(address);
            }
        }
    }
}

fn cell(data: &mut Bytes<'_>) -> Option<(u32, u32, u16)> {
    let (row, column) = (data.u16()?, data.u16()?);
    Some((row.into(), column.into(), data.u16()?)).filter(|(_, column, _)| *column < 256)
}

fn area(data: &mut Bytes<'_>) -> Option<Area> {
    let (top, bottom, left, right) = (data.u16()?, data.u16()?, data.u16()?, data.u16()?);
    Some(Area { rows: (top.into(), bottom.into()), columns: (left.into(), right.into()) })
}

/// The address of a hyperlink, if it is a web address ([MS-OSHARED], 2.3.7.6).
fn link(mut data: Bytes<'_>) -> Option<((u32, u32), String)> {
    const ADDRESS: [u8; 16] =
        [0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0, 0xAA, 0, 0x4B, 0xA9, 0x0B];
    let start = area(&mut data)?.start();
    let at = data.0.windows(ADDRESS.len()).position(|window| window == ADDRESS)?;
    data.take(at + ADDRESS.len())?;
    let length = usize::try_from(data.u32()?).ok()?;
    let units: Vec<u16> =
        data.take(length)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let address = String::from_utf16_lossy(&units);
    Some((start, address.split('\0').next()?.to_owned()))
}
