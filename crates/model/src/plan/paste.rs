//! Parses many actions at once: rows pasted from Excel.
//!
//! A first row of headings is recognised by common words, since no two plans have the same headings, and by the labels of the fields of an
//! action. A wrong value is worse than none: a column that may hold something else is left out. Notes say what was not understood, and a
//! person checks the rows before they are added to a plan.

mod cells;
mod columns;
mod reader;
mod themes;

use crate::{
    charter::{Theme, rating::Colour},
    plan::action::ActionDraft,
};
use columns::{PastedColumns, filled, headings};
use reader::PasteReader;

/// The maximum number of rows, including headings.
pub const MAX_ROWS: usize = 500;
/// The maximum number of columns.
pub const MAX_COLUMNS: usize = 50;
/// The maximum length of a cell, in characters.
pub const MAX_CELL_CHARACTERS: usize = 5_000;
/// The maximum length of the whole text, in bytes.
pub const MAX_PASTE_BYTES: usize = 1_000_000;

/// The result of parsing pasted rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The actions, in the order of their rows.
    pub actions: Vec<PastedAction>,
    /// What was not understood, or was taken from another row.
    pub notes: Vec<Note>,
}

/// The action of one row. Fields that the row does not have are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PastedAction {
    /// The number of the row, from 1, including headings.
    pub row: usize,
    /// Its details: a text that is not blank, themes in the order of the charter, dates that are certain.
    pub draft: ActionDraft,
    /// The rating.
    pub colour: Option<Colour>,
}

/// A note on a row that a person should check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The number of the row, from 1, including headings.
    pub row: usize,
    /// The note, as a sentence.
    pub message: String,
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row {}: {}", self.row, self.message)
    }
}

/// Why pasted rows cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// There is no row with an action.
    #[error("No actions found. Copy the rows of your plan in Excel and paste them here")]
    Nothing,
    /// More than [`MAX_PASTE_BYTES`] or [`MAX_ROWS`].
    #[error("You can paste up to {MAX_ROWS} rows at once. Remove row {row} and the rows after it")]
    TooMuch {
        /// The first row that is too many.
        row: usize,
    },
    /// More than [`MAX_COLUMNS`].
    #[error("Row {row} must have {MAX_COLUMNS} columns or fewer. It has {columns}")]
    TooWide {
        /// The row.
        row: usize,
        /// The number of its columns.
        columns: usize,
    },
    /// A cell of more than [`MAX_CELL_CHARACTERS`] characters.
    #[error("Row {row}, column {column} must be {MAX_CELL_CHARACTERS} characters or fewer. It has {characters}")]
    LongCell {
        /// The row.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// The number of its characters.
        characters: usize,
    },
    /// None of the headings is that of a column of actions.
    #[error("No column for actions found. Give one of the columns the heading “Action”")]
    NoActionColumn,
}

/// Parses rows as Excel puts them on the clipboard: cells are separated by tabs, and those with line breaks are in quotation marks.
/// Rows above the headings are left out; without headings the first column is the action. A row that contains only the name of a
/// theme is a heading for the rows below it.
///
/// # Errors
/// Returns an error if the constants of this module are exceeded, the headings have none for actions, or there is no action.
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
