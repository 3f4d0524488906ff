//! The files as they were laid out, so that the user can compare them with what was found.

use crate::manuscript::{Block, Cell, Location, Manuscript, Passage, Shape, Table};
use serde::{Deserialize, Serialize};

/// The files of one import, block by block.
///
/// ```
/// use documents::manuscript::preview::{Preview, PreviewBlock};
///
/// let (_, manuscript) = documents::read_manuscript("plan.md", b"# Plan")?;
/// let preview = Preview::new([("plan.md", &manuscript)].into_iter());
/// let heading = PreviewBlock::Heading { place: "line 1".to_owned(), text: "Plan".to_owned() };
/// assert_eq!(preview.files[0].blocks, [heading]);
/// # Ok::<(), documents::ReadError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The files, in the order in which they were uploaded.
    pub files: Vec<PreviewFile>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewFile {
    /// Its name.
    pub name: String,
    /// Its blocks, in order.
    #[serde(rename = "leaves")]
    pub blocks: Vec<PreviewBlock>,
    /// Whether the end of a long file was left out.
    #[serde(rename = "is_cut")]
    pub is_truncated: bool,
}

/// One block of a file. Its place is a [`Location`] in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "is")]
pub enum PreviewBlock {
    /// A heading.
    Heading {
        /// Its place in the file.
        place: String,
        /// Its text.
        text: String,
    },
    /// A paragraph or an item of a list.
    #[serde(rename = "words")]
    Paragraph {
        /// Its place in the file.
        place: String,
        /// Its text, with its list marker.
        text: String,
    },
    /// A table.
    Table {
        /// Its rows.
        rows: Vec<PreviewRow>,
    },
    /// An embedded file that was not read.
    Object {
        /// Its place in the file.
        place: String,
        /// Its file name or program.
        text: String,
    },
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Its place in the file.
    pub place: String,
    /// Its cells.
    pub cells: Vec<PreviewCell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewCell {
    /// Its text.
    pub text: String,
    /// How many columns it spans, from 1.
    pub columns: u16,
    /// How many rows it spans, from 1.
    pub rows: u16,
    /// The colour behind it, as red, green and blue.
    pub shade: Option<[u8; 3]>,
}

impl Preview {
    /// The most bytes of text of one file: more than a person looks through.
    pub const MAX_BYTES: usize = 500_000;

    /// Makes a preview of manuscripts and the names of their files.
    #[must_use]
    pub fn new<'m>(files: impl Iterator<Item = (&'m str, &'m Manuscript)>) -> Self {
        Self { files: files.map(|(name, manuscript)| preview_file(name, manuscript)).collect() }
    }
}

fn preview_file(name: &str, manuscript: &Manuscript) -> PreviewFile {
    let mut remaining = Preview::MAX_BYTES;
    let mut blocks = Vec::new();
    for block in &manuscript.blocks {
        let (block_preview, length) = preview_block(block);
        let Some(rest) = remaining.checked_sub(length) else {
            return PreviewFile { name: name.to_owned(), blocks, is_truncated: true };
        };
        remaining = rest;
        blocks.push(block_preview);
    }
    PreviewFile { name: name.to_owned(), blocks, is_truncated: false }
}

fn preview_block(block: &Block) -> (PreviewBlock, usize) {
    match block {
        Block::Passage(passage) => preview_passage(passage),
        Block::Table(table) => preview_table(table),
        Block::Object(object) => {
            let block_preview = PreviewBlock::Object { place: object.place.to_string(), text: object.label.clone() };
            (block_preview, object.label.len())
        }
    }
}

fn preview_passage(passage: &Passage) -> (PreviewBlock, usize) {
    let (place, text) = (passage.place.to_string(), passage.text_with_marker());
    let length = text.len();
    match passage.shape {
        Shape::Heading(_) => (PreviewBlock::Heading { place, text }, length),
        Shape::Paragraph | Shape::Item { .. } => (PreviewBlock::Paragraph { place, text }, length),
    }
}

fn preview_table(table: &Table) -> (PreviewBlock, usize) {
    let preview_cell = |cell: &Cell| {
        let lines: Vec<String> = cell.passages.iter().map(Passage::text_with_marker).collect();
        PreviewCell { text: lines.join("\n"), columns: cell.columns, rows: cell.rows, shade: cell.shading }
    };
    let preview_row = |place: &Location, cells: &[Cell]| PreviewRow {
        place: place.to_string(),
        cells: cells.iter().map(preview_cell).collect(),
    };
    let rows: Vec<PreviewRow> = table.rows.iter().map(|row| preview_row(&row.place, &row.cells)).collect();
    // An empty cell counts as a short word, so that a table of empty cells is truncated too.
    let length = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.len() + 4).sum();
    (PreviewBlock::Table { rows }, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript;

    #[test]
    fn a_preview_has_every_block_with_its_place() {
        let source = "# Plan\n\nWe begin.\n\n| Action | Owner |\n|---|---|\n| Count | Dean |\n";
        let (_, manuscript) = crate::read_manuscript("plan.md", source.as_bytes()).unwrap();
        let preview = Preview::new([("plan.md", &manuscript)].into_iter());
        let [PreviewBlock::Heading { .. }, PreviewBlock::Paragraph { place, text }, PreviewBlock::Table { rows }] =
            &preview.files[0].blocks[..]
        else {
            panic!("{preview:?}")
        };
        assert_eq!((place.as_str(), text.as_str()), ("line 3", "We begin."));
        assert_eq!(rows.last().unwrap().cells[1].text, "Dean");
        let restored: Preview = serde_json::from_str(&serde_json::to_string(&preview).unwrap()).unwrap();
        assert_eq!(restored, preview);
    }

    #[test]
    fn a_long_file_is_truncated() {
        let passage =
            manuscript::Passage::plain(Location::Line(1), Shape::Paragraph, "x".repeat(Preview::MAX_BYTES / 2 + 1));
        let blocks = vec![Block::Passage(passage.clone()), Block::Passage(passage)];
        let manuscript = Manuscript { blocks, notices: Vec::new() };
        let preview = Preview::new([("long.txt", &manuscript)].into_iter());
        assert!(preview.files[0].is_truncated && preview.files[0].blocks.len() == 1);
    }
}
