//! Spreadsheets of every kind → [`Manuscript`].
//!
//! A reader of one format gives the cells that hold something, as a [`Workbook`]; [`layout`] makes headings, passages and
//! tables of them, the same for all formats. Nothing is allocated by what a file says of its own size: only cells that hold
//! something are kept, and a [`Budget`] counts them.
//!
//! What is hidden: **hidden rows and columns are read**, since a filter that somebody left on hides half of a plan; **hidden
//! sheets are not**, since they hold the words of drop-down lists and plans of long ago that nobody sees. Both are said.

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
    read::fault::Fault,
    reading::Format,
    text::MOST_PARTS,
};
use content::Content;
use omissions::Remarks;
use row_cells::Line;
use std::collections::BTreeMap;

/// How a cell of a workbook is set.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    format: number_format::Format,
    strong: bool,
    struck: bool,
    shading: Option<colour::Rgb>,
}

/// What the reader of a format found.
#[derive(Debug, Default)]
struct Workbook {
    sheets: Vec<Sheet>,
    remarks: Remarks,
}

/// The cells of one sheet that hold something. Rows and columns count from 0.
#[derive(Debug, Default)]
struct Sheet {
    /// In the order of the tabs, from 1.
    number: usize,
    /// The words on its tab; none where the format has no sheets.
    name: Option<String>,
    rows: BTreeMap<u32, Line>,
    merged: Vec<Area>,
}

/// A rectangle of cells, with both ends.
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

/// What may still be kept of a file: a cell costs nothing to write a million times, and a word that all of them share costs
/// its length each time.
#[derive(Debug)]
struct Budget {
    cells: usize,
    bytes: usize,
    /// Cells that hold nothing but a colour.
    blank: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { cells: MOST_PARTS, bytes: 32 << 20, blank: 1_000_000 }
    }
}

impl Budget {
    /// Take a cell from it. Whoever reads a format does this before anything else is read.
    fn take(&mut self, content: &Content) -> Result<(), Fault> {
        if content.is_blank() {
            self.blank = self.blank.checked_sub(1).ok_or(Fault::TooMuchWork)?;
        } else {
            self.cells = self.cells.checked_sub(1).ok_or(Fault::TooLong)?;
            self.bytes = self.bytes.checked_sub(content.bytes()).ok_or(Fault::TooMuchWork)?;
        }
        Ok(())
    }
}

/// Read a workbook of Excel since 2007.
///
/// # Errors
/// It is damaged, or larger than any submission.
pub(crate) fn read_xlsx(bytes: &[u8]) -> Result<Manuscript, Fault> {
    xlsx::read(bytes).and_then(Workbook::manuscript)
}

/// Read a workbook of Excel from 97 to 2003.
///
/// # Errors
/// It is damaged, locked, or larger than any submission.
pub(crate) fn read_xls(bytes: &[u8]) -> Result<Manuscript, Fault> {
    xls::read(bytes).and_then(Workbook::manuscript)
}

/// Read an OpenDocument spreadsheet.
///
/// # Errors
/// It is damaged, locked, or larger than any submission.
pub(crate) fn read_ods(bytes: &[u8]) -> Result<Manuscript, Fault> {
    ods::read(bytes).and_then(Workbook::manuscript)
}

/// The cells of a sheet as they are written, by row and column from 0.
pub(crate) struct Cells {
    /// In the order of the tabs, from 1.
    pub(crate) number: usize,
    pub(crate) rows: BTreeMap<u32, BTreeMap<u32, String>>,
}

/// The cells of all sheets that are not hidden.
///
/// # Errors
/// It is damaged, locked, or larger than any submission.
pub(crate) fn cells(format: Format, bytes: &[u8]) -> Result<Vec<Cells>, Fault> {
    let workbook = match format {
        Format::Ods => ods::read(bytes),
        Format::Xls => xls::read(bytes),
        _ => xlsx::read(bytes),
    };
    let cells = |line: Line| line.into_iter().map(|(at, content)| (at, content.lines.verbatim())).collect();
    let rows = |sheet: Sheet| sheet.rows.into_iter().map(|(at, line)| (at, cells(line))).collect();
    Ok(workbook?.sheets.into_iter().map(|sheet| Cells { number: sheet.number, rows: rows(sheet) }).collect())
}

impl Workbook {
    fn manuscript(self) -> Result<Manuscript, Fault> {
        let mut blocks: Vec<Block> = Vec::new();
        for sheet in self.sheets {
            blocks.extend(layout::blocks(sheet)?);
        }
        Ok(Manuscript { blocks, notices: self.remarks.notices() })
    }
}

impl Sheet {
    /// Keep a cell. One that holds nothing is not kept, unless it is coloured.
    fn put(&mut self, (row, column): (u32, u32), content: Content) {
        if !content.is_blank() || content.shading.is_some() {
            self.rows.entry(row).or_default().put(column, content);
        }
    }

    /// Keep the cells of a row, if any of them says something; whether one does.
    fn put_row(&mut self, row: u32, mut cells: Vec<(u32, Content)>) -> bool {
        // Whoever wrote the file need not have kept their order.
        cells.sort_by_key(|(column, _)| *column);
        let says = cells.iter().any(|(_, content)| !content.is_blank());
        if says {
            for (column, content) in cells {
                self.put((row, column), content);
            }
        }
        says
    }
}
