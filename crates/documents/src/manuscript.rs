//! A document as it was laid out, whatever file it came from: passages and tables, in order, each with its place.
//!
//! Every reader of a format gives this; everything in [`crate::understand`] reads nothing else.

pub(crate) mod emphasis;
mod notice;
pub mod preview;

use serde::{Deserialize, Serialize};
use std::fmt;

pub use emphasis::Emphasis;
pub use notice::{Notice, Severity};

/// Where something stood in the file, as a person would look for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Location {
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

impl fmt::Display for Location {
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
    pub place: Location,
    /// What it is.
    pub shape: Shape,
    /// Its words, with links as `[words](address)`, without emphasis and without what was struck out. A line break
    /// or a tab within it is a `\n` or a `\t`.
    pub text: String,
    /// The words that were struck out.
    pub struck: String,
    /// Whether all of it is set in bold: headings often are nothing else.
    pub strong: bool,
    /// What of its words is bold or slanted, in their order, where the format tells.
    pub emphasis: Vec<Emphasis>,
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
///
/// A merged cell stands once, in the first of its rows and columns, and says how many it spans: rows below have no cell
/// for it. [`Table::grid`] fills it down and across.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The rows, from above.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// Where it stood.
    pub place: Location,
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
    pub place: Location,
    /// What is known of it, such as its file name.
    pub label: String,
}

impl Table {
    /// The most columns of a grid.
    const MOST_COLUMNS: usize = 256;
    /// The most slots of a grid: far more than a table of a submission has.
    const MOST_SLOTS: usize = 2_000_000;

    /// For each row, what covers each of its columns: a merged cell comes again wherever it reaches. Rows may end early.
    #[must_use]
    pub fn grid(&self) -> Vec<Vec<Slot<'_>>> {
        let mut grid: Vec<Vec<Slot<'_>>> = Vec::with_capacity(self.rows.len());
        // For each column, the cell that reaches down into it, and over how many more rows.
        let mut reaching: Vec<Option<(&Cell, u16)>> = Vec::new();
        let mut all = 0;
        for row in &self.rows {
            let mut slots = Vec::new();
            let mut cells = row.cells.iter();
            while slots.len() < Self::MOST_COLUMNS && all + slots.len() < Self::MOST_SLOTS {
                let column = slots.len();
                if let Some(Some((cell, left))) = reaching.get_mut(column) {
                    slots.push(Slot { cell, is_first: false });
                    *left -= 1;
                    if *left == 0 {
                        reaching[column] = None;
                    }
                    continue;
                }
                let Some(cell) = cells.next() else {
                    // What reaches down further right is still to come.
                    let Some(gap) = reaching.iter().skip(column).position(Option::is_some) else { break };
                    slots.extend((0..gap).map(|_| Slot { cell: &BLANK, is_first: false }));
                    continue;
                };
                for offset in 0..usize::from(cell.columns.max(1)).min(Self::MOST_COLUMNS - column) {
                    slots.push(Slot { cell, is_first: offset == 0 });
                    if cell.rows > 1 {
                        reaching.resize(reaching.len().max(column + offset + 1), None);
                        reaching[column + offset] = Some((cell, cell.rows - 1));
                    }
                }
            }
            all += slots.len();
            grid.push(slots);
        }
        grid
    }
}

/// A cell that nothing covers.
static BLANK: Cell = Cell { passages: Vec::new(), columns: 1, rows: 1, shading: None };

/// One column of one row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'a> {
    /// The cell that covers it.
    pub cell: &'a Cell,
    /// Whether it is where the cell stands, and not one that it was merged with.
    pub is_first: bool,
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
    /// Words that are set like the words around them.
    #[must_use]
    pub fn plain(place: Location, shape: Shape, text: impl Into<String>) -> Self {
        Self { place, shape, text: text.into(), struck: String::new(), strong: false, emphasis: Vec::new() }
    }
    /// Its text as plain lines: items keep a marker, so that a list stays one.
    #[must_use]
    pub fn written(&self) -> String {
        self.with_marker(self.text.clone())
    }
    /// The same as an answer has it: bold and slanted words are marked.
    #[must_use]
    pub fn prose(&self) -> String {
        match self.shape {
            Shape::Heading(_) => self.written(),
            Shape::Paragraph | Shape::Item { .. } => self.with_marker(emphasis::marked(&self.text, &self.emphasis)),
        }
    }
    fn with_marker(&self, text: String) -> String {
        match self.shape {
            Shape::Item { marker: Marker::Bullet, depth } => format!("{}- {text}", "  ".repeat(depth.into())),
            Shape::Item { marker: Marker::Number(number), .. } => format!("{number}. {text}"),
            Shape::Heading(_) | Shape::Paragraph => text,
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
    /// All its words as an answer has them: paragraphs apart from each other, items of a list on lines with their markers.
    #[must_use]
    pub fn prose(&self) -> String {
        let mut prose = String::new();
        let mut was_item = false;
        for passage in self.passages.iter().filter(|passage| !passage.text.trim().is_empty()) {
            if !prose.is_empty() {
                prose.push_str(if was_item && passage.is_item() { "\n" } else { "\n\n" });
            }
            prose.push_str(&passage.prose());
            was_item = passage.is_item();
        }
        prose
    }
    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.passages.iter().all(|passage| passage.text.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, columns: u16, rows: u16) -> Cell {
        let place = Location::Line(1);
        let passage = Passage::plain(place, Shape::Paragraph, text);
        Cell { columns, rows, ..Cell::of(vec![passage]) }
    }

    #[test]
    fn a_merged_cell_covers_all_its_columns_and_rows() {
        let rows = [
            vec![cell("theme", 1, 3), cell("wide", 2, 1), cell("end", 1, 9)],
            vec![cell("b", 1, 1), cell("c", 1, 1)],
            vec![cell("d", 1, 1)],
        ];
        let rows = rows.into_iter().map(|cells| TableRow { place: Location::Line(1), cells });
        let table = Table { rows: rows.collect() };
        let seen: Vec<Vec<String>> = table
            .grid()
            .iter()
            .map(|row| row.iter().map(|slot| format!("{}{}", slot.cell.text(), u8::from(slot.is_first))).collect())
            .collect();
        assert_eq!(
            seen,
            [
                vec!["theme1", "wide1", "wide0", "end1"],
                vec!["theme0", "b1", "c1", "end0"],
                vec!["theme0", "d1", "0", "end0"],
            ]
        );
    }

    #[test]
    fn cells_that_claim_to_reach_far_end_with_the_table() {
        let row = || TableRow { place: Location::Line(1), cells: vec![cell("a", u16::MAX, u16::MAX)] };
        let grid = Table { rows: vec![row(), row()] };
        assert_eq!(grid.grid().iter().map(Vec::len).collect::<Vec<_>>(), [256, 256]);
    }
}
