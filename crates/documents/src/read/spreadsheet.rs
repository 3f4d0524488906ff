//! Reads spreadsheets.
//!
//! The reader of each format returns the cells with content as a [`Workbook`], and [`layout`] turns them into headings, passages and
//! tables. Declared sizes are not trusted: only cells with content are stored, and a [`Budget`] limits them.
//!
//! **Hidden rows and columns are read**, because a filter may hide half of a plan. **Hidden sheets are not**, because they contain the
//! values of drop-down lists and old plans. There are notices about both.

mod colour;
mod content;
mod csv;
mod layout;
mod number_format;
mod ods;
mod omissions;
mod row_cells;
mod xls;
mod xlsx;

pub(crate) use csv::read as read_values;

use crate::{
    manuscript::{Block, Manuscript},
    read::format_error::FormatError,
    reading::DocumentFormat,
    text::MAX_PARTS,
};
use content::CellContent;
use omissions::Omissions;
use row_cells::RowCells;
use std::collections::BTreeMap;

/// How a cell of a workbook is formatted.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    format: number_format::NumberFormat,
    strong: bool,
    struck: bool,
    shading: Option<colour::Rgb>,
}

/// The sheets of a workbook and what was left out of it.
#[derive(Debug, Default)]
struct Workbook {
    sheets: Vec<Sheet>,
    omissions: Omissions,
}

/// The cells of a sheet that have content. Rows and columns are counted from 0.
#[derive(Debug, Default)]
struct Sheet {
    /// In the order of the tabs, from 1.
    number: usize,
    /// The name on its tab, if the format has sheets.
    name: Option<String>,
    rows: BTreeMap<u32, RowCells>,
    merged: Vec<Area>,
}

/// A rectangle of cells. Both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area {
    rows: (u32, u32),
    columns: (u32, u32),
}

impl Area {
    fn start(&self) -> (u32, u32) {
        (self.rows.0, self.columns.0)
    }
    fn is_wide(&self) -> bool {
        self.columns.1 > self.columns.0
    }
}

/// How much more of a file may be stored. A small file can repeat a cell a million times, and each repetition of a shared string takes
/// memory.
#[derive(Debug)]
struct Budget {
    cells: usize,
    bytes: usize,
    /// Cells without text that have a colour.
    blank: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { cells: MAX_PARTS, bytes: 32 << 20, blank: 1_000_000 }
    }
}

impl Budget {
    /// Counts a cell. Readers call this before they store it.
    fn take(&mut self, content: &CellContent) -> Result<(), FormatError> {
        if content.is_blank() {
            self.blank = self.blank.checked_sub(1).ok_or(FormatError::TooComplex)?;
        } else {
            self.cells = self.cells.checked_sub(1).ok_or(FormatError::TooLong)?;
            self.bytes = self.bytes.checked_sub(content.bytes()).ok_or(FormatError::TooComplex)?;
        }
        Ok(())
    }
}

/// Reads a workbook of Excel since 2007.
///
/// # Errors
/// The file is damaged or larger than any submission.
pub(crate) fn read_xlsx(bytes: &[u8]) -> Result<Manuscript, FormatError> {
    xlsx::read(bytes).and_then(Workbook::manuscript)
}

/// Reads a workbook of Excel from 97 to 2003.
///
/// # Errors
/// The file is damaged, encrypted or larger than any submission.
pub(crate) fn read_xls(bytes: &[u8]) -> Result<Manuscript, FormatError> {
    xls::read(bytes).and_then(Workbook::manuscript)
}

/// Reads an OpenDocument spreadsheet.
///
/// # Errors
/// The file is damaged, encrypted or larger than any submission.
pub(crate) fn read_ods(bytes: &[u8]) -> Result<Manuscript, FormatError> {
    ods::read(bytes).and_then(Workbook::manuscript)
}

/// The text of the cells of a sheet, by row and column from 0.
pub(crate) struct Cells {
    /// In the order of the tabs, from 1.
    pub(crate) number: usize,
    pub(crate) rows: BTreeMap<u32, BTreeMap<u32, String>>,
}

/// The cells of all sheets that are not hidden.
///
/// # Errors
/// The file is damaged, encrypted or larger than any submission.
pub(crate) fn cells(format: DocumentFormat, bytes: &[u8]) -> Result<Vec<Cells>, FormatError> {
    let workbook = match format {
        DocumentFormat::Ods => ods::read(bytes),
        DocumentFormat::Xls => xls::read(bytes),
        _ => xlsx::read(bytes),
    };
    let cells = |line: RowCells| line.into_iter().map(|(at, content)| (at, content.lines.verbatim())).collect();
    let rows = |sheet: Sheet| sheet.rows.into_iter().map(|(at, line)| (at, cells(line))).collect();
    Ok(workbook?.sheets.into_iter().map(|sheet| Cells { number: sheet.number, rows: rows(sheet) }).collect())
}

impl Workbook {
    fn manuscript(self) -> Result<Manuscript, FormatError> {
        let mut blocks: Vec<Block> = Vec::new();
        for sheet in self.sheets {
            blocks.extend(layout::blocks(sheet)?);
        }
        Ok(Manuscript { blocks, notices: self.omissions.notices() })
    }
}

impl Sheet {
    /// Adds a cell, unless it has neither text nor colour.
    fn insert(&mut self, (row, column): (u32, u32), content: CellContent) {
        if !content.is_blank() || content.shading.is_some() {
            self.rows.entry(row).or_default().insert(column, content);
        }
    }

    /// Adds the cells of a row if any of them has text, and returns whether one has.
    fn insert_row(&mut self, row: u32, mut cells: Vec<(u32, CellContent)>) -> bool {
        // Files may list cells in any order.
        cells.sort_by_key(|(column, _)| *column);
        let has_text = cells.iter().any(|(_, content)| !content.is_blank());
        if has_text {
            for (column, content) in cells {
                self.insert((row, column), content);
            }
        }
        has_text
    }
}
