//! Begins and ends the rows and cells of tables.

use super::{Builder, MAX_DEPTH};
use crate::{
    manuscript::{Block, Passage, Table},
    passage_builder::Shadings,
    read::{
        format_error::FormatError,
        html::{Tag, css::CssStyle, table::OpenTable},
        nested_tables,
    },
};

impl Builder {
    pub(super) fn open_table(&mut self) {
        self.end_passage();
        if self.tables.len() < MAX_DEPTH {
            self.counts.tables += usize::from(self.tables.is_empty());
            self.tables.push(OpenTable::new(self.counts.tables));
        }
    }

    pub(super) fn open_row(&mut self, style: CssStyle) {
        self.end_row();
        if let Some(table) = self.tables.last_mut() {
            table.open_row(style);
        }
    }

    pub(super) fn open_cell(&mut self, tag: &Tag, style: CssStyle) -> Result<(), FormatError> {
        self.end_cell();
        let open_before = (self.lists.len(), self.marks.len());
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        table.open_cell(tag, style, open_before);
        self.mark(tag, CssStyle { strong: style.strong || tag.name == "th", shading: None, ..style });
        self.count(1)
    }

    /// Adds the alternative text of a picture in a cell, which may be the only indication of the rating of an action.
    pub(super) fn picture(&mut self, tag: &Tag) {
        let words = tag.attribute("alt").unwrap_or_default().trim();
        if self.in_cell() && !words.is_empty() && words.chars().count() <= 100 {
            let words = words.to_owned();
            self.text(&words);
        } else {
            self.counts.pictures += 1;
        }
    }

    fn in_cell(&self) -> bool {
        self.tables.last().is_some_and(OpenTable::has_cell)
    }

    pub(super) fn end_cell(&mut self) {
        self.end_passage();
        if let Some((lists, marks)) = self.tables.last_mut().and_then(OpenTable::close_cell) {
            self.lists.truncate(lists);
            self.marks.truncate(marks);
            self.shape = None;
        }
    }

    pub(super) fn end_row(&mut self) {
        self.end_cell();
        if let Some(table) = self.tables.last_mut() {
            table.close_row();
        }
    }

    pub(super) fn end_table(&mut self) -> Result<(), FormatError> {
        self.end_row();
        let Some(table) = self.tables.pop() else { return Ok(()) };
        if table.rows.is_empty() {
            return Ok(());
        }
        if let Some(outer) = self.tables.iter_mut().rev().find(|outer| outer.has_cell()) {
            // The rows of a nested table become passages of the outer cell.
            let rows = table.rows.into_iter().map(|row| row.cells.into_iter().map(|cell| cell.passages).collect());
            let passages: Vec<Passage> = rows.flat_map(nested_tables::row_passages).collect();
            outer.push_passages(passages, Shadings::default());
        } else {
            self.blocks.push(Block::Table(Table { rows: table.rows }));
        }
        self.count(0)
    }
}
