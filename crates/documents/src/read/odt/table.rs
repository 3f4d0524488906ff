//! Reads tables with cells that span columns and rows, and with repeated rows and cells.

use super::body::OdtReader;
use crate::{
    manuscript::{Block, Cell, Location, Table, TableRow},
    read::{
        format_error::FormatError,
        nested_tables::{self, passages},
        office::xml::Element,
    },
};

/// The most columns that a cell may span, and the most times that it may be repeated.
const MAX_SPAN: u16 = 64;
/// The most times that a row with text may be repeated.
const MAX_REPEATED: usize = 1_000;

impl<'a> OdtReader<'a> {
    pub(super) fn table(&mut self, table: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        let rows = rows(table);
        let is_box = rows.iter().all(|row| cells(*row).count() <= 1);
        if is_box && table.descendants().any(|below| below.name() == "table") {
            // A table of one column around other tables is only a frame.
            return rows.into_iter().flat_map(cells).try_for_each(|cell| self.blocks_outside_lists(cell, out));
        }
        if self.position.row.is_some() {
            return self.nested(rows, out);
        }
        self.tables += 1;
        let mut built = Table { rows: Vec::new() };
        for row in rows {
            let repeated = number(row, "number-rows-repeated").clamp(1, MAX_REPEATED);
            self.position.row = Some((self.tables, built.rows.len() + 1));
            self.position.pages.first = None;
            let outcome = self.cells(row);
            self.position.row = None;
            let cells = outcome?;
            let is_blank = cells.iter().all(Cell::is_blank);
            let page = self.position.pages.take();
            for _ in 0..if is_blank { 1 } else { repeated } {
                self.position.count()?;
                let place = Location::Row { page, table: self.tables, row: built.rows.len() + 1 };
                let mut cells = cells.clone();
                cells.iter_mut().flat_map(|cell| &mut cell.passages).for_each(|passage| passage.place = place);
                built.rows.push(TableRow { place, cells });
            }
        }
        if built.rows.iter().any(|row| !row.cells.is_empty()) {
            out.push(Block::Table(built));
        }
        out.append(&mut self.deferred);
        Ok(())
    }

    fn cells(&mut self, row: Element<'a>) -> Result<Vec<Cell>, FormatError> {
        let mut read = Vec::new();
        let row_shading = self.styles.get("table-row", row.attribute("style-name")).and_then(|style| style.shading);
        for cell in cells(row) {
            self.position.count()?;
            let outer = std::mem::take(&mut self.shadings);
            let mut blocks = Vec::new();
            self.blocks_outside_lists(cell, &mut blocks)?;
            let text_shadings = std::mem::replace(&mut self.shadings, outer);
            let style = self.styles.get("table-cell", cell.attribute("style-name"));
            let shading = style.and_then(|style| style.shading).or(text_shadings.colour()).or(row_shading);
            let columns = u16::try_from(number(cell, "number-columns-spanned")).unwrap_or(MAX_SPAN).clamp(1, MAX_SPAN);
            let rows = u16::try_from(number(cell, "number-rows-spanned")).unwrap_or(u16::MAX).max(1);
            let read_cell = Cell { columns, rows, shading, ..Cell::new(passages(blocks)) };
            let repeated = number(cell, "number-columns-repeated").clamp(1, MAX_SPAN.into());
            read.extend(std::iter::repeat_n(read_cell, repeated));
        }
        Ok(read)
    }

    /// Reads a nested table: each of its rows becomes a passage of the outer cell, with tabs between its cells.
    fn nested(&mut self, rows: Vec<Element<'a>>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        for row in rows {
            let mut found = Vec::new();
            for cell in cells(row) {
                let mut blocks = Vec::new();
                self.blocks_outside_lists(cell, &mut blocks)?;
                found.push(passages(blocks));
            }
            out.extend(nested_tables::row_passages(found).into_iter().map(Block::Passage));
        }
        Ok(())
    }
}

fn number(element: Element<'_>, name: &str) -> usize {
    element.attribute(name).and_then(|number| number.parse().ok()).unwrap_or(1)
}

/// The rows of a table, including those in groups and headers.
fn rows(table: Element<'_>) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    for child in table.children() {
        match child.name() {
            "table-row" => found.push(child),
            "table-header-rows" | "table-rows" | "table-row-group" => found.extend(rows(child)),
            _ => {}
        }
    }
    found
}

/// The cells of a row without covered cells.
fn cells(row: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    row.children().filter(|child| child.name() == "table-cell")
}
