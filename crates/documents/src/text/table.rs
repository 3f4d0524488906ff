//! Rows of tables in text files: with tabs, with pipes, or in a grid drawn with `+---+`.

use super::{line::LineKind, passages};
use crate::manuscript::{Block, Cell, Location, Passage, Shape, Table, TableRow};

/// The most cells of a row; the rest of the line stays in the last cell.
const MAX_CELLS: usize = 64;
/// The most blank lines inside a table.
const MAX_BLANKS: u8 = 2;

/// A table that may get more rows.
#[derive(Default)]
pub(super) struct OpenTable {
    rows: Vec<TableRow>,
    kind: Option<Kind>,
    blanks: u8,
    /// In a grid, lines up to the next `+---+` are one row.
    row_is_open: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tabs,
    Pipes,
    Grid,
}

impl OpenTable {
    pub(super) fn is_tabs(&self) -> bool {
        self.kind == Some(Kind::Tabs)
    }

    /// Adds a row and returns its number of cells, or returns the table unchanged if the row belongs to another table.
    pub(super) fn row(mut self, place: Location, line_kind: LineKind<'_>) -> Result<(Self, usize), Self> {
        let kind = match line_kind {
            LineKind::Tabs(_) => Kind::Tabs,
            LineKind::Pipes(_) if self.kind == Some(Kind::Grid) => Kind::Grid,
            LineKind::Pipes(_) => Kind::Pipes,
            _ => Kind::Grid,
        };
        if self.kind.is_some_and(|open| open != kind) {
            return Err(self);
        }
        self.kind = Some(kind);
        self.blanks = 0;
        let texts = match line_kind {
            LineKind::Tabs(line) => line.splitn(MAX_CELLS, '\t').map(str::to_owned).collect(),
            LineKind::Pipes(line) => split_at_pipes(line),
            _ => {
                self.row_is_open = false;
                return Ok((self, 0));
            }
        };
        if kind == Kind::Pipes && texts.iter().all(|text| is_separator(text)) {
            return Ok((self, 0));
        }
        let cells: Vec<Vec<Passage>> = texts.iter().map(|text| passages(place, Shape::Paragraph, text)).collect();
        let parts = cells.iter().map(|passages| passages.len().max(1)).sum();
        match self.rows.last_mut().filter(|_| self.row_is_open) {
            Some(row) => {
                for (cell, more) in row.cells.iter_mut().zip(cells) {
                    cell.passages.extend(more);
                }
            }
            None => self.rows.push(TableRow { place, cells: cells.into_iter().map(Cell::new).collect() }),
        }
        self.row_is_open = kind == Kind::Grid;
        Ok((self, parts))
    }

    /// Counts a blank line and returns whether the table may continue after it.
    pub(super) fn may_continue(&mut self) -> bool {
        self.blanks = self.blanks.saturating_add(1);
        self.blanks <= MAX_BLANKS
    }

    /// The table, or the passages of its line if that was a single line with a tab.
    pub(super) fn close(self) -> Vec<Block> {
        match self.rows.as_slice() {
            [] => Vec::new(),
            [row] if self.kind == Some(Kind::Tabs) && row.cells.len() < 3 => {
                row.cells.iter().flat_map(|cell| cell.passages.iter().cloned().map(Block::Passage)).collect()
            }
            _ => vec![Block::Table(Table { rows: self.rows })],
        }
    }
}

fn split_at_pipes(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(inner);
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for c in inner.chars() {
        if c == '|' && !is_escaped && cells.len() < MAX_CELLS {
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            if c == '|' && is_escaped {
                cell.pop();
            }
            cell.push(c);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    cells
}

fn is_separator(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | '='))
}
