//! Reads workbooks of Excel 97 to 2003 ([MS-XLS], BIFF8).
//!
//! A workbook is a stream of records in a compound file. Incomplete and contradictory records are errors; unknown ones are
//! skipped.

mod cells;
mod records;
mod shared_strings;
mod strings;
mod styles;

use super::{Budget, Sheet, Workbook};
use crate::read::format_error::FormatError;
use crate::read::spreadsheet::number_format::Epoch;
use records::{Bytes, Record, records};
use std::io::{Cursor, Read};
use styles::XlsStyles;

/// The most bytes of a workbook stream, which cannot be longer than its file.
const MAX_STREAM_BYTES: u64 = crate::MAX_BYTES as u64;

/// The parts that all sheets of a workbook share.
#[derive(Default)]
struct Shared {
    strings: Vec<super::content::CellContent>,
    styles: XlsStyles,
    epoch: Epoch,
}

/// A sheet, before its cells are read.
struct Tab {
    name: String,
    at: usize,
    is_hidden: bool,
    /// Whether it is a worksheet, not a chart or macro module.
    has_cells: bool,
}

/// Reads a workbook.
///
/// # Errors
/// The file is damaged, encrypted, older than Excel 97 or larger than any submission.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, FormatError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| FormatError::Damaged)?;
    let mut workbook = Workbook::default();
    workbook.omissions.macros = file.exists("/_VBA_PROJECT_CUR");
    let mut stream = Vec::new();
    let part = file.open_stream("/Workbook").map_err(|_| FormatError::Damaged)?;
    part.take(MAX_STREAM_BYTES).read_to_end(&mut stream).map_err(|_| FormatError::Damaged)?;
    let (shared, tabs) = globals(&stream)?;
    let mut budget = Budget::default();
    for (number, tab) in (1..).zip(tabs) {
        if tab.is_hidden && tab.has_cells {
            workbook.omissions.hidden_sheets.push(tab.name);
        } else if tab.has_cells {
            let stream = stream.get(tab.at..).ok_or(FormatError::Damaged)?;
            let mut sheet = Sheet { number, name: Some(tab.name), ..Sheet::default() };
            cells::read(stream, &shared, (&mut sheet, &mut workbook.omissions), &mut budget)?;
            workbook.sheets.push(sheet);
        } else {
            workbook.omissions.pictures += 1;
        }
    }
    Ok(workbook)
}

/// Reads the records before the sheets.
fn globals(stream: &[u8]) -> Result<(Shared, Vec<Tab>), FormatError> {
    let (mut shared, mut tabs) = (Shared::default(), Vec::new());
    for record in records(stream) {
        let Record { kind, bytes, .. } = &record;
        let mut data = Bytes(bytes);
        match *kind {
            // BOF, with the version: 0x0600 for Excel 97 and later.
            0x0809 => {
                if data.u16() != Some(0x0600) {
                    return Err(FormatError::Damaged);
                }
            }
            0x002F => return Err(FormatError::PasswordProtected),
            0x0022 if data.u16() == Some(1) => shared.epoch = Epoch::Since1904,
            0x0085 => tabs.extend(tab(data)),
            0x00FC => shared.strings = shared_strings::read(&record, &shared.styles)?,
            0x000A => return Ok((shared, tabs)),
            kind => shared.styles.record(kind, data),
        }
    }
    Err(FormatError::Damaged)
}

fn tab(mut data: Bytes<'_>) -> Option<Tab> {
    let at = usize::try_from(data.u32()?).ok()?;
    let (state, kind) = (data.u8()?, data.u8()?);
    let length = data.u8()?;
    let name = strings::plain(&mut data, length.into())?;
    Some(Tab { name, at, is_hidden: state & 3 != 0, has_cells: kind == 0 })
}
