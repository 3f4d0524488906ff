//! A document as it was laid out, whatever file it came from: passages and tables, in order, each with its place.
//!
//! Every reader of a format gives this; everything in [`crate::understand`] reads nothing else.

use crate::reading::Notice;
use std::fmt;

/// Where something stood in the file, as a person would look for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The line of a text file, from 1.
    Line(usize),
    /// The paragraph of a document that has neither lines nor fixed pages, from 1; and its page, where the file says it.
    Paragraph {
        /// As the program that saved it last had laid it out.
        page: Option<usize>,
        /// Counted without the paragraphs in tables.
        number: usize,
    },
    /// The row of a table, both from 1; and its page, where the file says it.
    Row {
        /// As the program that saved it last had laid it out.
        page: Option<usize>,
        /// Counted without the tables in tables.
        table: usize,
        /// Counted with headers.
        row: usize,
    },
    /// The row of a sheet, both from 1.
    Sheet {
        /// In the order of their tabs.
        sheet: usize,
        /// As the spreadsheet numbers it.
        row: usize,
    },
    /// The line of a page, both from 1.
    Page {
        /// Counted from the first, whatever is printed on it.
        page: usize,
        /// Counted from above.
        line: usize,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on =
            |f: &mut fmt::Formatter<'_>, page: Option<usize>| page.map_or(Ok(()), |page| write!(f, "page {page}, "));
        match *self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Paragraph { page, number } => on(f, page).and_then(|()| write!(f, "paragraph {number}")),
            Self::Row { page, table, row } => on(f, page).and_then(|()| write!(f, "table {table}, row {row}")),
            Self::Sheet { sheet, row } => write!(f, "sheet {sheet}, row {row}"),
            Self::Page { page, line } => write!(f, "page {page}, line {line}"),
        }
    }
}

/// A whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// What it is made of, from the first to the last.
    pub blocks: Vec<Block>,
    /// What the reader of the format has to say: what it left out, could not open or would not run.
    pub notices: Vec<Notice>,
}

/// One thing that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading, a paragraph or an item of a list.
    Passage(Passage),
    /// Rows of cells.
    Table(Table),
    /// Something that holds no text here: an embedded file.
    Object(Object),
}

/// A heading, a paragraph or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stood.
    pub place: Place,
    /// What it is.
    pub shape: Shape,
    /// Its words, with links as `[words](address)`, without emphasis and without what was struck out.
    pub text: String,
    /// The words that were struck out.
    pub struck: String,
    /// Whether all of it is set in bold: headings often are nothing else.
    pub strong: bool,
}

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A heading of a level, from 1.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item {
        /// How many lists it is inside of, from 0.
        depth: u8,
        /// What it is marked by.
        marker: Marker,
    },
}

/// What an item of a list is marked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A bullet of any look.
    Bullet,
    /// A number.
    Number(u32),
}

/// Rows of cells. A header row is a row like any other: whoever reads the table finds out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The rows, from above.
    pub rows: Vec<Row>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stood.
    pub place: Place,
    /// Its cells, from the left.
    pub cells: Vec<Cell>,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it holds.
    pub passages: Vec<Passage>,
    /// How many columns it spans, from 1.
    pub columns: u16,
    /// How many rows it spans, from 1.
    pub rows: u16,
    /// The colour behind it, as red, green and blue.
    pub shading: Option<[u8; 3]>,
}

/// Something that holds no text here: an embedded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Where it stood.
    pub place: Place,
    /// What is known of it, such as its file name.
    pub label: String,
}

impl Manuscript {
    /// The same document without tables of one column: forms use them as boxes around questions and answers.
    #[must_use]
    pub fn without_boxes(self) -> Self {
        let unboxed = |block: Block| match block {
            Block::Table(table) if table.rows.iter().all(|row| row.cells.len() == 1) => {
                let cells = table.rows.into_iter().flat_map(|row| row.cells);
                cells.flat_map(|cell| cell.passages).map(Block::Passage).collect()
            }
            other => vec![other],
        };
        Self { blocks: self.blocks.into_iter().flat_map(unboxed).collect(), ..self }
    }
}

impl Block {
    /// The passage, if it is one.
    #[must_use]
    pub fn passage(&self) -> Option<&Passage> {
        match self {
            Self::Passage(passage) => Some(passage),
            Self::Table(_) | Self::Object(_) => None,
        }
    }
}

impl Passage {
    /// Its text as plain lines: items keep a marker, so that a list stays one.
    #[must_use]
    pub fn written(&self) -> String {
        match self.shape {
            Shape::Item { marker: Marker::Bullet, depth } => format!("{}- {}", "  ".repeat(depth.into()), self.text),
            Shape::Item { marker: Marker::Number(number), .. } => format!("{number}. {}", self.text),
            Shape::Heading(_) | Shape::Paragraph => self.text.clone(),
        }
    }
    /// Whether it is an item of a list.
    #[must_use]
    pub fn is_item(&self) -> bool {
        matches!(self.shape, Shape::Item { .. })
    }
    /// Whether it is set as a heading: as one, or in bold from end to end.
    #[must_use]
    pub fn is_heading(&self) -> bool {
        matches!(self.shape, Shape::Heading(_)) || self.strong
    }
}

impl Cell {
    /// A cell of one column and one row, without shading.
    #[must_use]
    pub fn of(passages: Vec<Passage>) -> Self {
        Self { passages, columns: 1, rows: 1, shading: None }
    }
    /// All its words, a line for each passage.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.passages.iter().map(|passage| passage.text.as_str()).collect();
        lines.join("\n")
    }
    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.passages.iter().all(|passage| passage.text.trim().is_empty())
    }
}
