//! The files as they were laid out, kept to be looked at beside what was made of them.

use crate::manuscript::{Block, Cell, Manuscript, Passage, Place, Shape, Table};
use serde::{Deserialize, Serialize};

/// All files of one reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// Each of them.
    pub files: Vec<Sheets>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheets {
    /// Its name.
    pub name: String,
    /// What it is made of, from the first to the last.
    pub leaves: Vec<Leaf>,
    /// Whether it is longer than what is kept.
    pub is_cut: bool,
}

/// One thing that stands by itself. Each says where it stands in the words of [`Place`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "is")]
pub enum Leaf {
    /// A heading.
    Heading {
        /// Where.
        place: String,
        /// Its words.
        text: String,
    },
    /// A paragraph or an item of a list.
    Words {
        /// Where.
        place: String,
        /// Its words; an item has its marker.
        text: String,
    },
    /// A table.
    Table {
        /// Its rows.
        rows: Vec<Line>,
    },
    /// An embedded file, which holds no text here.
    Object {
        /// Where.
        place: String,
        /// What is known of it.
        text: String,
    },
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Where.
    pub place: String,
    /// Its cells.
    pub cells: Vec<Square>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Square {
    /// Its words.
    pub text: String,
    /// How many columns it spans, from 1.
    pub columns: u16,
    /// How many rows it spans, from 1.
    pub rows: u16,
    /// The colour behind it, as red, green and blue.
    pub shade: Option<[u8; 3]>,
}

impl Original {
    /// The most characters that are kept of one file: more than a person looks through.
    pub const LONGEST: usize = 500_000;

    /// Of manuscripts with their files' names.
    pub(crate) fn of<'m>(files: impl Iterator<Item = (&'m str, &'m Manuscript)>) -> Self {
        Self { files: files.map(|(name, manuscript)| sheets(name, manuscript)).collect() }
    }
}

fn sheets(name: &str, manuscript: &Manuscript) -> Sheets {
    let mut left = Original::LONGEST;
    let mut leaves = Vec::new();
    for block in &manuscript.blocks {
        let (leaf, length) = leaf(block);
        let Some(rest) = left.checked_sub(length) else {
            return Sheets { name: name.to_owned(), leaves, is_cut: true };
        };
        left = rest;
        leaves.push(leaf);
    }
    Sheets { name: name.to_owned(), leaves, is_cut: false }
}

fn leaf(block: &Block) -> (Leaf, usize) {
    match block {
        Block::Passage(passage) => of_passage(passage),
        Block::Table(table) => of_table(table),
        Block::Object(object) => {
            let leaf = Leaf::Object { place: object.place.to_string(), text: object.label.clone() };
            (leaf, object.label.len())
        }
    }
}

fn of_passage(passage: &Passage) -> (Leaf, usize) {
    let (place, text) = (passage.place.to_string(), passage.written());
    let length = text.len();
    match passage.shape {
        Shape::Heading(_) => (Leaf::Heading { place, text }, length),
        Shape::Paragraph | Shape::Item { .. } => (Leaf::Words { place, text }, length),
    }
}

fn of_table(table: &Table) -> (Leaf, usize) {
    let square = |cell: &Cell| {
        let lines: Vec<String> = cell.passages.iter().map(Passage::written).collect();
        Square { text: lines.join("\n"), columns: cell.columns, rows: cell.rows, shade: cell.shading }
    };
    let line =
        |place: &Place, cells: &[Cell]| Line { place: place.to_string(), cells: cells.iter().map(square).collect() };
    let rows: Vec<Line> = table.rows.iter().map(|row| line(&row.place, &row.cells)).collect();
    // A cell weighs as much as a short word, so that a sea of blank ones is cut too.
    let length = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.len() + 4).sum();
    (Leaf::Table { rows }, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript;

    #[test]
    fn all_of_a_file_is_kept_with_its_places() {
        let source = "# Plan\n\nWe begin.\n\n| Action | Owner |\n|---|---|\n| Count | Dean |\n";
        let (_, manuscript) = crate::manuscript("plan.md", source.as_bytes()).unwrap();
        let original = Original::of([("plan.md", &manuscript)].into_iter());
        let [Leaf::Heading { .. }, Leaf::Words { place, text }, Leaf::Table { rows }] = &original.files[0].leaves[..]
        else {
            panic!("{original:?}")
        };
        assert_eq!((place.as_str(), text.as_str()), ("line 3", "We begin."));
        assert_eq!(rows.last().unwrap().cells[1].text, "Dean");
        let kept: Original = serde_json::from_str(&serde_json::to_string(&original).unwrap()).unwrap();
        assert_eq!(kept, original);
    }

    #[test]
    fn what_nobody_looks_through_is_cut() {
        let passage =
            manuscript::Passage::plain(Place::Line(1), Shape::Paragraph, "x".repeat(Original::LONGEST / 2 + 1));
        let blocks = vec![Block::Passage(passage.clone()), Block::Passage(passage)];
        let manuscript = Manuscript { blocks, notices: Vec::new() };
        let original = Original::of([("long.txt", &manuscript)].into_iter());
        assert!(original.files[0].is_cut && original.files[0].leaves.len() == 1);
    }
}
