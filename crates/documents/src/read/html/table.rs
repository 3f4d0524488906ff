//! A table of a page that is not complete yet.

use super::{Tag, css::CssStyle};
use crate::{
    manuscript::{Cell, Location, Passage, TableRow},
    passage_builder::Shadings,
};

/// A table that is not closed yet.
#[derive(Debug)]
pub(super) struct OpenTable {
    /// Its number, from 1. Nested tables are not counted.
    number: usize,
    pub(super) rows: Vec<TableRow>,
    row: Option<(Vec<Cell>, CssStyle)>,
    cell: Option<OpenCell>,
}

/// A cell that is not closed yet.
#[derive(Debug)]
struct OpenCell {
    passages: Vec<Passage>,
    columns: u16,
    rows: u16,
    shading: Option<[u8; 3]>,
    text_shadings: Shadings,
    /// How many lists and marks were open at its start. Its end closes all others.
    open_before: (usize, usize),
}

impl OpenTable {
    pub(super) fn new(number: usize) -> Self {
        Self { number, rows: Vec::new(), row: None, cell: None }
    }

    /// The location of its next row.
    pub(super) fn place(&self) -> Location {
        Location::Row { page: None, table: self.number, row: self.rows.len() + 1 }
    }

    pub(super) fn open_row(&mut self, style: CssStyle) {
        self.row = Some((Vec::new(), style));
    }

    /// Begins a cell, and a row if none is open.
    pub(super) fn open_cell(&mut self, tag: &Tag, style: CssStyle, open_before: (usize, usize)) {
        let (_, row) = self.row.get_or_insert_with(|| (Vec::new(), CssStyle::default()));
        let span = |name| tag.attribute(name).and_then(|span| span.trim().parse::<u16>().ok()).unwrap_or(1).max(1);
        self.cell = Some(OpenCell {
            passages: Vec::new(),
            columns: span("colspan").min(1_000),
            rows: span("rowspan"),
            shading: style.shading.or(row.shading),
            text_shadings: Shadings::default(),
            open_before,
        });
    }

    /// Adds passages to the open cell. Returns whether there is one.
    pub(super) fn push_passages(
        &mut self,
        passages: impl IntoIterator<Item = Passage>,
        text_shadings: Shadings,
    ) -> bool {
        let Some(cell) = &mut self.cell else { return false };
        cell.passages.extend(passages);
        cell.text_shadings = cell.text_shadings.with(text_shadings);
        true
    }

    pub(super) fn has_cell(&self) -> bool {
        self.cell.is_some()
    }

    /// Ends the cell. Returns how many lists and marks were open at its start.
    pub(super) fn close_cell(&mut self) -> Option<(usize, usize)> {
        let cell = self.cell.take()?;
        let (row, _) = self.row.as_mut()?;
        let shading = cell.shading.or(cell.text_shadings.colour());
        row.push(Cell { passages: cell.passages, columns: cell.columns, rows: cell.rows, shading });
        Some(cell.open_before)
    }

    pub(super) fn close_row(&mut self) {
        let place = self.place();
        if let Some((cells, _)) = self.row.take()
            && !cells.is_empty()
        {
            self.rows.push(TableRow { place, cells });
        }
    }
}
