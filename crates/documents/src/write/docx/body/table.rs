//! Writes tables with a header row that repeats, widths that fit the page, and a caption and description for screen readers.

use super::{Body, ListIds};
use crate::write::{
    form::{Cell, CellKind, Column, Table},
    prose::Prose,
};
use model::charter::rating::Colour;

/// The background colour of column and row headers.
pub(super) const HEADER_FILL: &str = "E3EEF0";

pub(super) fn table(body: &mut Body, table: &Table) {
    let widths = widths(&table.columns, body.width());
    let has_row_headings =
        table.rows.iter().any(|row| row.first().is_some_and(|cell| cell.kind == CellKind::RowHeader));
    let look = [("w:firstRow", "1"), ("w:firstColumn", "1")];
    begin(body, &widths, &table.caption, &table.description, if has_row_headings { &look } else { &look[..1] });
    let holds_numbers =
        |at: usize| table.rows.iter().any(|row| row.get(at).is_some_and(|cell| cell.kind == CellKind::Number));
    body.xml.open("w:tr", &[]);
    body.xml.open("w:trPr", &[]);
    body.xml.empty("w:cantSplit", &[]);
    body.xml.empty("w:tblHeader", &[]);
    body.xml.close();
    for (at, (column, width)) in table.columns.iter().zip(&widths).enumerate() {
        open_cell(body, *width, Some(HEADER_FILL));
        body.styled(if holds_numbers(at) { "NumberHead" } else { "TableHead" }, &column.heading);
        body.xml.close();
    }
    body.xml.close();
    for row in &table.rows {
        let is_blank = row.iter().all(|cell| cell.prose.iter().all(|paragraph| paragraph.runs.is_empty()));
        // A blank row is high enough to write in by hand.
        open_row(body, is_blank.then_some("560"));
        for (cell, width) in row.iter().zip(&widths) {
            self::cell(body, cell, *width);
        }
        body.xml.close();
    }
    end(body);
}

fn cell(body: &mut Body, cell: &Cell, width: u32) {
    let (fill, style) = match cell.kind {
        CellKind::Text | CellKind::RowHeader => (None, "TableText"),
        CellKind::Number => (None, "TableNumber"),
        CellKind::Rating(colour) => (Some(fill(colour)), "TableText"),
    };
    open_cell(body, width, fill);
    cell_prose(body, &cell.prose, style);
    body.xml.close();
}

/// Writes the text of a cell. A cell must contain at least one paragraph.
pub(super) fn cell_prose(body: &mut Body, prose: &Prose, style: &str) {
    let mut lists = ListIds::default();
    for paragraph in prose {
        body.paragraph(paragraph, Some(style), &mut lists);
    }
    if prose.is_empty() {
        body.styled(style, "");
    }
}

/// The background colour of a rating. Dark text on it has a contrast of more than 10 : 1 (WCAG 1.4.3).
fn fill(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "CBE6D2",
        Colour::Amber => "FADDB0",
        Colour::Red => "F5C6C1",
    }
}

/// Writes a cell to type an answer in.
pub(super) fn answer_space(body: &mut Body) {
    let width = body.width();
    begin(body, &[width], "Room for the answer", "Write the answer here.", &[]);
    open_row(body, Some("1700"));
    open_cell(body, width, None);
    body.xml.empty("w:p", &[]);
    body.xml.close();
    body.xml.close();
    end(body);
}

/// The width of each column, by its share of the page.
fn widths(columns: &[Column], all: u32) -> Vec<u32> {
    let sum: u32 = columns.iter().map(|column| u32::from(column.weight)).sum::<u32>().max(1);
    columns.iter().map(|column| all * u32::from(column.weight) / sum).collect()
}

/// Opens a table and writes its properties.
pub(super) fn begin(body: &mut Body, widths: &[u32], caption: &str, description: &str, look: &[(&str, &str)]) {
    let all = widths.iter().sum::<u32>().to_string();
    let xml = &mut body.xml;
    xml.open("w:tbl", &[]);
    xml.open("w:tblPr", &[]);
    xml.value("w:tblStyle", "Form");
    xml.empty("w:tblW", &[("w:w", &all), ("w:type", "dxa")]);
    xml.empty("w:tblLayout", &[("w:type", "fixed")]);
    xml.empty("w:tblLook", &[look, &[("w:noHBand", "1"), ("w:noVBand", "1")]].concat());
    xml.value("w:tblCaption", caption);
    xml.value("w:tblDescription", description);
    xml.close();
    xml.open("w:tblGrid", &[]);
    for width in widths {
        xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
    }
    xml.close();
}

/// Closes a table. Word would join two tables without a paragraph between them.
pub(super) fn end(body: &mut Body) {
    body.xml.close();
    body.styled("TableEnd", "");
}

/// Opens a row that is not split across pages and has a minimum height, in twentieths of a point.
pub(super) fn open_row(body: &mut Body, height: Option<&str>) {
    body.xml.open("w:tr", &[]);
    body.xml.open("w:trPr", &[]);
    body.xml.empty("w:cantSplit", &[]);
    if let Some(height) = height {
        body.xml.empty("w:trHeight", &[("w:val", height), ("w:hRule", "atLeast")]);
    }
    body.xml.close();
}

/// Opens a cell.
pub(super) fn open_cell(body: &mut Body, width: u32, fill: Option<&str>) {
    body.xml.open("w:tc", &[]);
    body.xml.open("w:tcPr", &[]);
    body.xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
    if let Some(fill) = fill {
        body.xml.empty("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)]);
    }
    body.xml.close();
}
