//! Reads tables with cells that are merged across columns (`gridSpan`, `hMerge`) and rows (`vMerge`).

use super::{reader::DocxReader, selected_branch};
use crate::{
    manuscript::{Block, Cell, Location, Passage, Table, TableRow},
    read::{
        format_error::FormatError,
        nested_tables::{self, passages},
        office::xml::Element,
    },
};
use std::collections::HashMap;

/// The most columns that a cell may span or a row may skip.
const MAX_SPAN: u16 = 64;

impl<'a> DocxReader<'a> {
    pub(super) fn table(&mut self, table: Element<'a>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        let rows = parts(table, "tr");
        let is_box = rows.iter().all(|row| parts(*row, "tc").len() <= 1);
        if is_box && table.descendants().any(|below| below.name() == "tbl") {
            // A table of one column around other tables is only a frame.
            return rows.into_iter().flat_map(|row| parts(row, "tc")).try_for_each(|cell| self.blocks(cell, out));
        }
        if self.position.row.is_some() {
            return self.nested(rows, out);
        }
        self.tables += 1;
        let mut built = Table { rows: Vec::new() };
        // For each column, the row and index of the cell above that is merged downwards.
        let mut open: HashMap<usize, (usize, usize)> = HashMap::new();
        for (index, row) in rows.into_iter().enumerate() {
            self.position.row = Some((self.tables, index + 1));
            self.position.pages.first = None;
            let outcome = self.cells(row, &mut built, &mut open);
            self.position.row = None;
            outcome?;
            let place = Location::Row { page: self.position.pages.take(), table: self.tables, row: index + 1 };
            if let Some(row) = built.rows.last_mut() {
                row.place = place;
                row.cells.iter_mut().flat_map(|cell| &mut cell.passages).for_each(|passage| passage.place = place);
            }
        }
        if built.rows.iter().any(|row| !row.cells.is_empty()) {
            out.push(Block::Table(built));
        }
        out.append(&mut self.deferred);
        Ok(())
    }

    /// Reads a row. Cells that continue a cell above are added to that.
    fn cells(
        &mut self,
        row: Element<'a>,
        table: &mut Table,
        open: &mut HashMap<usize, (usize, usize)>,
    ) -> Result<(), FormatError> {
        let number = table.rows.len();
        table.rows.push(TableRow { place: Location::Row { page: None, table: 0, row: 0 }, cells: Vec::new() });
        let mut column = 0;
        let value = |path: &[&str]| row.at(path).and_then(|found| found.attribute("val"));
        let before = value(&["trPr", "gridBefore"]).and_then(|count| count.parse::<u16>().ok()).unwrap_or(0);
        if before > 0 {
            let columns = before.min(MAX_SPAN);
            column += usize::from(columns);
            table.rows[number].cells.push(Cell { columns, ..Cell::new(Vec::new()) });
        }
        for cell in parts(row, "tc") {
            let (mut read, merge) = self.cell(cell)?;
            let columns = usize::from(read.columns);
            match merge {
                Merge::Left => {
                    if let Some(left) = table.rows[number].cells.last_mut() {
                        left.columns = left.columns.saturating_add(read.columns).min(MAX_SPAN);
                        left.passages.append(&mut read.passages);
                    }
                }
                Merge::Above if open.contains_key(&column) => {
                    let (row, at) = open[&column];
                    let above = &mut table.rows[row].cells[at];
                    above.rows = above.rows.saturating_add(1);
                    above.passages.append(&mut read.passages);
                }
                _ => {
                    for covered in column..column + columns {
                        open.remove(&covered);
                    }
                    if merge == Merge::Below {
                        open.insert(column, (number, table.rows[number].cells.len()));
                    }
                    table.rows[number].cells.push(read);
                }
            }
            column += columns;
        }
        Ok(())
    }

    fn cell(&mut self, cell: Element<'a>) -> Result<(Cell, Merge), FormatError> {
        self.position.count()?;
        let property = |name: &str| cell.at(&["tcPr", name]);
        let columns = property("gridSpan").and_then(|span| span.attribute("val")?.parse::<u16>().ok()).unwrap_or(1);
        let outer = std::mem::take(&mut self.shadings);
        let mut blocks = Vec::new();
        self.blocks(cell, &mut blocks)?;
        let text_shadings = std::mem::replace(&mut self.shadings, outer);
        let shading = property("shd").and_then(|shading| self.parts.colours.shading(shading));
        let merge = match (property("vMerge"), property("hMerge")) {
            (_, Some(merge)) if merge.attribute("val") != Some("restart") => Merge::Left,
            (Some(merge), _) if merge.attribute("val") == Some("restart") => Merge::Below,
            (Some(_), _) => Merge::Above,
            (None, _) => Merge::None,
        };
        let read = Cell {
            columns: columns.clamp(1, MAX_SPAN),
            shading: shading.or(text_shadings.colour()),
            ..Cell::new(passages(blocks))
        };
        Ok((read, merge))
    }

    /// Reads a nested table: each of its rows becomes a passage of the outer cell, with tabs between its cells.
    fn nested(&mut self, rows: Vec<Element<'a>>, out: &mut Vec<Block>) -> Result<(), FormatError> {
        for row in rows {
            let mut cells: Vec<Vec<Passage>> = Vec::new();
            for cell in parts(row, "tc") {
                let mut blocks = Vec::new();
                self.blocks(cell, &mut blocks)?;
                cells.push(passages(blocks));
            }
            out.extend(nested_tables::row_passages(cells).into_iter().map(Block::Passage));
        }
        Ok(())
    }
}

/// How a cell is merged with its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Merge {
    None,
    /// It continues in the cells below.
    Below,
    /// It continues the cell above.
    Above,
    /// It continues the cell to its left.
    Left,
}

/// The rows of a table or the cells of a row, including those inside other elements, without deleted ones.
fn parts<'a>(parent: Element<'a>, name: &str) -> Vec<Element<'a>> {
    let mut found = Vec::new();
    for child in parent.children() {
        match child.name() {
            element if element == name => {
                let is_deleted = child.at(&["trPr", "del"]).or_else(|| child.at(&["tcPr", "cellDel"])).is_some();
                found.extend((!is_deleted).then_some(child));
            }
            "sdt" => found.extend(child.child("sdtContent").into_iter().flat_map(|content| parts(content, name))),
            "ins" | "moveTo" | "customXml" | "sdtContent" => found.extend(parts(child, name)),
            "AlternateContent" => {
                found.extend(selected_branch(child).into_iter().flat_map(|branch| parts(branch, name)));
            }
            _ => {}
        }
    }
    found
}
