//! Spreadsheets of every format, one feature in each test. All organisations and people are invented.

mod biff;
mod hostile;
mod ods;
mod xls;
mod xlsx;

use documents::{
    manuscript::{Block, Manuscript, Table},
    reading::DocumentFormat,
};
use std::io::{Cursor, Write as _};

/// The manuscript of a file.
fn read(name: &str, bytes: &[u8]) -> (DocumentFormat, Manuscript) {
    documents::read_manuscript(name, bytes).unwrap()
}

/// Its content: passages as they are, tables with a line for each row and `|` between cells.
fn contents(manuscript: &Manuscript) -> Vec<String> {
    manuscript
        .blocks
        .iter()
        .flat_map(|block| match block {
            Block::Passage(passage) => vec![passage.text_with_marker()],
            Block::Table(table) => table
                .rows
                .iter()
                .map(|row| row.cells.iter().map(documents::manuscript::Cell::text).collect::<Vec<_>>().join("|"))
                .collect(),
            Block::Object(object) => vec![object.label.clone()],
        })
        .collect()
}

/// Its first table.
fn table(manuscript: &Manuscript) -> &Table {
    let table =
        manuscript.blocks.iter().find_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
    table.expect("the document has a table")
}

/// The codes of its notices.
fn codes(manuscript: &Manuscript) -> Vec<&str> {
    manuscript.notices.iter().map(|notice| notice.code.as_str()).collect()
}

/// A ZIP archive of parts.
fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let method =
            if *name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        zip.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a workbook around a sheet `xl/a.xml` and shared strings `xl/s.xml`, both of which may be missing.
const BARE: [(&str, &str); 2] = [
    ("xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='A' r:id='1'/></sheets></workbook>"),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id='1' Type='x/worksheet' Target='a.xml'/><Relationship Id='2' Type='x/sharedStrings' Target='s.xml'/></Relationships>",
    ),
];

/// A workbook with one row.
fn bare(cells: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    zip(&[BARE[0], BARE[1], ("xl/a.xml", &sheet)])
}
