//! Many actions at once: rows pasted from Excel.
//!
//! A first row of headings is recognised by common words, since no two plans have the same headings. Notes say what was
//! not understood, and a person checks the rows before they are added to a plan.

mod cells;
mod columns;
mod reader;
mod themes;

use crate::{
    Date, ThemeKey,
    charter::{Theme, rating::Colour},
};
use columns::{PastedColumns, filled, headings};
use reader::PasteReader;

/// The most rows that are read at once, headings included.
pub const MOST_ROWS: usize = 500;
/// The most columns that are read.
pub const MOST_COLUMNS: usize = 50;
/// The most characters in a cell.
pub const LONGEST_CELL: usize = 5_000;
/// The most bytes in all.
pub const LONGEST: usize = 1_000_000;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The actions, in the order of their rows.
    pub actions: Vec<PastedAction>,
    /// What was not understood, or was taken from elsewhere.
    pub notes: Vec<Note>,
}

/// One row that is an action. What its row does not say is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PastedAction {
    /// The row, from 1, headings included.
    pub row: usize,
    /// What will be done. Not blank.
    pub text: String,
    /// The themes that it serves, in the order of the charter.
    pub themes: Vec<ThemeKey>,
    /// Who does it.
    pub owner: Option<String>,
    /// By when, verbatim.
    pub timescale: Option<String>,
    /// The last day of that, where it is certain.
    pub due: Option<Date>,
    /// The first day, where it is certain.
    pub start: Option<Date>,
    /// How one will know that it succeeded.
    pub measure: Option<String>,
    /// What it takes.
    pub resource: Option<String>,
    /// Why it is done.
    pub rationale: Option<String>,
    /// How far it has come.
    pub colour: Option<Colour>,
}

/// Something about a row that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The row, from 1, headings included.
    pub row: usize,
    /// A sentence.
    pub message: String,
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row {}: {}", self.row, self.message)
    }
}

/// Rows of which nothing can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// No row with an action.
    #[error("No actions found. Copy the rows of your plan in Excel and paste them here")]
    Nothing,
    /// More than [`LONGEST`] or [`MOST_ROWS`].
    #[error("You can paste up to {MOST_ROWS} rows at once. Remove row {row} and the rows after it")]
    TooMuch {
        /// The first row that is too many.
        row: usize,
    },
    /// More than [`MOST_COLUMNS`].
    #[error("Row {row} must have {MOST_COLUMNS} columns or fewer. It has {columns}")]
    TooWide {
        /// The row.
        row: usize,
        /// How many columns it has.
        columns: usize,
    },
    /// A cell of more than [`LONGEST_CELL`] characters.
    #[error("Row {row}, column {column} must be {LONGEST_CELL} characters or fewer. It has {characters}")]
    LongCell {
        /// The row.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// How many characters it has.
        characters: usize,
    },
    /// Headings of which none is that of the actions.
    #[error("No column for actions found. Give one of the columns the heading “Action”")]
    NoActionColumn,
}

/// Reads rows as Excel puts them on the clipboard: cells between tabs, those with line breaks in quotation marks. Rows
/// above the headings are left out; without headings the first column is the action. A row that contains only the name
/// of a theme is a heading for the rows below it.
///
/// # Errors
/// More than the constants of this module allow; headings without one for actions; no action at all.
pub fn read(text: &str, themes: &[Theme]) -> Result<Pasted, PasteError> {
    let rows = cells::rows(text)?;
    let first = rows.iter().position(|row| filled(row) > 0).ok_or(PasteError::Nothing)?;
    let headings = headings(&rows)?;
    let has_headings = headings.is_some();
    let (at, columns) = headings.unwrap_or_else(|| (first, PastedColumns::unnamed(&rows[first])));
    let mut reader = PasteReader::new(themes, columns);
    reader.note_unknown_columns(at + 1, &rows[at], has_headings);
    for (index, row) in rows.iter().enumerate() {
        if has_headings && index < at {
            reader.row_above(index + 1, row);
        } else if !has_headings || *row != rows[at] {
            // A plan with a table for each theme has its headings again above each.
            reader.row(index + 1, row);
        }
    }
    if reader.pasted.actions.is_empty() { Err(PasteError::Nothing) } else { Ok(reader.pasted) }
}

#[cfg(test)]
mod tests;
