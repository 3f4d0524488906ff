//! Reads the rows of a workbook that contains a plan, even if its columns were moved.

use super::{
    Column,
    column::{FORMER_IDENTITY, IDENTITY},
};
use crate::{
    ReadError,
    manuscript::Location,
    read::{
        kind::{self, FileKind},
        spreadsheet,
    },
    reading::DocumentFormat,
    words::fold,
};
use model::plan::action::ActionField;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A row of an uploaded workbook, by column. Columns that the sheet does not have are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkbookRow {
    pub(super) place: Location,
    pub(super) cells: BTreeMap<Column, String>,
    pub(super) identity: String,
}

/// Reads the rows below the header of the sheet with the plan. `name` is the file's name, for messages.
///
/// # Errors
/// The file is not a spreadsheet, cannot be read, or has no sheet with the columns of a plan and their ids.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<WorkbookRow>, ReadError> {
    let file = || name.to_owned();
    let (format, kind) = match kind::detect(name, bytes) {
        _ if bytes.len() > crate::MAX_BYTES => return Err(ReadError::TooLarge { file: file() }),
        FileKind::Supported(format @ DocumentFormat::Xlsx) => (format, ".xlsx"),
        FileKind::Supported(format @ DocumentFormat::Xls) => (format, ".xls"),
        FileKind::Supported(format @ DocumentFormat::Ods) => (format, ".ods"),
        FileKind::Unsupported(kind::PASSWORD_PROTECTED) => return Err(ReadError::PasswordProtected { file: file() }),
        _ => return Err(ReadError::NotAPlanWorkbook { file: file() }),
    };
    let sheets = spreadsheet::cells(format, bytes).map_err(|error| error.with_file(name, kind))?;
    let found = sheets.into_iter().find_map(|sheet| {
        let (header, columns) = sheet.rows.iter().find_map(|(row, cells)| Some((*row, Header::of(cells)?)))?;
        let below = sheet.rows.into_iter().filter(move |(row, _)| *row > header);
        Some(below.map(move |(row, cells)| {
            columns.row(Location::Sheet { sheet: sheet.number, row: row as usize + 1 }, cells)
        }))
    });
    Ok(found.ok_or_else(|| ReadError::NotAPlanWorkbook { file: file() })?.collect())
}

/// The positions of the columns.
struct Header {
    columns: BTreeMap<u32, Column>,
    identity: u32,
}

impl Header {
    /// The header, if the row has headings for the action and its id.
    fn of(cells: &BTreeMap<u32, String>) -> Option<Self> {
        let is = |words: &str, heading: &str| fold(words) == fold(heading);
        let is_identity = |words: &str| is(words, IDENTITY) || is(words, FORMER_IDENTITY);
        let identity = cells.iter().find(|(_, words)| is_identity(words)).map(|(at, _)| *at)?;
        let mut columns = BTreeMap::new();
        for (at, words) in cells {
            let column = Column::with_heading(|heading| is(words, heading));
            if let Some(column) = column.filter(|column| !columns.values().any(|other| other == column)) {
                columns.insert(*at, column);
            }
        }
        columns.values().any(|column| *column == Column::Field(ActionField::Text)).then_some(Self { columns, identity })
    }

    fn row(&self, place: Location, mut cells: BTreeMap<u32, String>) -> WorkbookRow {
        let identity = cells.remove(&self.identity).unwrap_or_default();
        let cells = self.columns.iter().map(|(at, column)| (*column, cells.remove(at).unwrap_or_default())).collect();
        WorkbookRow { place, cells, identity }
    }
}
