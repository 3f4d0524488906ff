//! Tables: a header row that repeats, widths that fit the page, and words that say what the table is.

use super::{
    body::{Body, Lists, runs},
    xml::escaped,
};
use crate::write::{
    form::{Cell, CellKind, Column, Table},
    prose::Prose,
};
use model::charter::rating::Colour;

/// Behind heads of columns and rows.
pub(super) const HEAD_FILL: &str = "E3EEF0";

pub(super) fn table(body: &mut Body, table: &Table) {
    let widths = widths(&table.columns, body.width());
    let has_head_first = table.rows.iter().any(|row| row.first().is_some_and(|cell| cell.kind == CellKind::Head));
    let look = if has_head_first { "w:firstRow=\"1\" w:firstColumn=\"1\"" } else { "w:firstRow=\"1\"" };
    begin(body, &widths, &table.caption, &table.description, look);
    let numbers: Vec<bool> = (0..table.columns.len())
        .map(|at| table.rows.iter().any(|row| row.get(at).is_some_and(|cell| cell.kind == CellKind::Number)))
        .collect();
    body.put("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for ((column, width), is_number) in table.columns.iter().zip(&widths).zip(numbers) {
        open_cell(body, *width, Some(HEAD_FILL));
        let style = if is_number { "NumberHead" } else { "TableHead" };
        let words = runs(&column.head, "");
        body.put(&format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{words}</w:p></w:tc>"#));
    }
    body.put("</w:tr>");
    for row in &table.rows {
        // A row to write into is high enough for a hand.
        let is_blank = row.iter().all(|cell| cell.prose.iter().all(|paragraph| paragraph.runs.is_empty()));
        let height = if is_blank { r#"<w:trHeight w:val="560" w:hRule="atLeast"/>"# } else { "" };
        body.put(&format!("<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>"));
        for (cell, width) in row.iter().zip(&widths) {
            self::cell(body, cell, *width);
        }
        body.put("</w:tr>");
    }
    end(body);
}

fn cell(body: &mut Body, cell: &Cell, width: u32) {
    let (fill, style) = match cell.kind {
        CellKind::Words | CellKind::Head => (None, "TableText"),
        CellKind::Number => (None, "TableNumber"),
        CellKind::Rating(colour) => (Some(fill(colour)), "TableText"),
    };
    open_cell(body, width, fill);
    cell_prose(body, &cell.prose, style);
    body.put("</w:tc>");
}

/// The prose of a cell, which has one paragraph at least.
pub(super) fn cell_prose(body: &mut Body, prose: &Prose, style: &str) {
    let mut lists = Lists::default();
    for paragraph in prose {
        body.paragraph(paragraph, Some(style), &mut lists);
    }
    if prose.is_empty() {
        body.put(&format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>"#));
    }
}

/// Behind a rating's word: dark words on it stand at more than 10 : 1 (WCAG 1.4.3).
fn fill(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "CBE6D2",
        Colour::Amber => "FADDB0",
        Colour::Red => "F5C6C1",
    }
}

/// A cell to write into.
pub(super) fn room(body: &mut Body) {
    let width = body.width();
    begin(body, &[width], "Room for the answer", "Write the answer here.", "");
    body.put(r#"<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="1700" w:hRule="atLeast"/></w:trPr>"#);
    open_cell(body, width, None);
    body.put("<w:p/></w:tc></w:tr>");
    end(body);
}

/// The share of the page that each column has.
fn widths(columns: &[Column], all: u32) -> Vec<u32> {
    let sum: u32 = columns.iter().map(|column| u32::from(column.weight)).sum::<u32>().max(1);
    columns.iter().map(|column| all * u32::from(column.weight) / sum).collect()
}

pub(super) fn begin(body: &mut Body, widths: &[u32], caption: &str, description: &str, look: &str) {
    let all: u32 = widths.iter().sum();
    let (caption, description) = (escaped(caption), escaped(description));
    let columns: Vec<String> = widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    let columns = columns.concat();
    body.put(&format!(
        r#"<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="{all}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook {look} w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{caption}"/><w:tblDescription w:val="{description}"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"#
    ));
}

/// Tables that follow each other would become one: a small paragraph parts them.
pub(super) fn end(body: &mut Body) {
    body.put(r#"</w:tbl><w:p><w:pPr><w:pStyle w:val="TableEnd"/></w:pPr></w:p>"#);
}

pub(super) fn open_cell(body: &mut Body, width: u32, fill: Option<&str>) {
    body.put(&format!(r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>"#));
    if let Some(fill) = fill {
        body.put(&format!(r#"<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>"#));
    }
    body.put("</w:tcPr>");
}
