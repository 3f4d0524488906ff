//! A document as it was laid out, the same for every format: passages and tables in order, each with its location.
//!
//! Every reader returns a [`Manuscript`], and everything that looks for answers and actions works on one.

pub(crate) mod emphasis;
mod notice;
pub mod preview;
pub(crate) mod typed_marker;

use serde::{Deserialize, Serialize};
use std::fmt;

pub use emphasis::Emphasis;
pub use notice::{Notice, Severity};

/// A place in a file, in the terms in which a person would look for it.
///
/// ```
/// use documents::manuscript::Location;
///
/// let location = Location::Row { page: Some(3), table: 2, row: 5 };
/// assert_eq!(location.to_string(), "page 3, table 2, row 5");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Location {
    /// A line of a text file, from 1.
    Line(usize),
    /// A paragraph of a document without fixed lines and pages, from 1.
    Paragraph {
        /// The page in the layout that was saved with the file, if there is one.
        page: Option<usize>,
        /// Paragraphs in tables are not counted.
        number: usize,
    },
    /// A row of a table, both from 1.
    Row {
        /// The page in the layout that was saved with the file, if there is one.
        page: Option<usize>,
        /// Nested tables are not counted.
        table: usize,
        /// Header rows are counted.
        row: usize,
    },
    /// A row of a sheet, both from 1.
    Sheet {
        /// In the order of the tabs.
        sheet: usize,
        /// The row number that the spreadsheet shows.
        row: usize,
    },
    /// A line of a page, both from 1.
    Page {
        /// Counted from the first page, whatever number is printed on it.
        page: usize,
        /// Counted from the top.
        line: usize,
    },
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write_page =
            |f: &mut fmt::Formatter<'_>, page: Option<usize>| page.map_or(Ok(()), |page| write!(f, "page {page}, "));
        match *self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Paragraph { page, number } => write_page(f, page).and_then(|()| write!(f, "paragraph {number}")),
            Self::Row { page, table, row } => write_page(f, page).and_then(|()| write!(f, "table {table}, row {row}")),
            Self::Sheet { sheet, row } => write!(f, "sheet {sheet}, row {row}"),
            Self::Page { page, line } => write!(f, "page {page}, line {line}"),
        }
    }
}

/// A document.
///
/// ```
/// use documents::manuscript::{Block, Manuscript, Shape};
///
/// let source = "# Action plan\n\nWe promise:\n\n- to count\n";
/// let (_, manuscript) = documents::read_manuscript("plan.md", source.as_bytes())?;
/// let Block::Passage(heading) = &manuscript.blocks[0] else { panic!() };
/// assert_eq!((heading.shape, heading.text.as_str()), (Shape::Heading(1), "Action plan"));
/// assert_eq!(manuscript.blocks.len(), 3);
/// # Ok::<(), documents::ReadError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manuscript {
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
    /// What the reader left out, could not open or did not run.
    pub notices: Vec<Notice>,
}

/// One block of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading, a paragraph or an item of a list.
    Passage(Passage),
    /// A table.
    Table(Table),
    /// An embedded file that was not read.
    Object(Object),
}

/// A heading, a paragraph or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its place in the file.
    pub place: Location,
    /// Whether it is a heading, a paragraph or a list item.
    pub shape: Shape,
    /// Its text, with links as `[words](address)`, without emphasis and without text that was struck out. Line breaks and tabs are
    /// `\n` and `\t`.
    pub text: String,
    /// The text that was struck out.
    pub struck: String,
    /// Whether all of it is bold, as many headings are.
    pub strong: bool,
    /// Its bold and italic words, in order, if the format has them.
    pub emphasis: Vec<Emphasis>,
}

/// The role of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A heading of a level, from 1.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item {
        /// How deep the list is nested, from 0.
        depth: u8,
        /// Its bullet or number.
        marker: Marker,
    },
}

/// The marker of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// Any bullet.
    Bullet,
    /// A number.
    Number(u32),
}

/// A table. A header row is a row like any other.
///
/// A merged cell is in the first of its rows and columns only, with the number of rows and columns that it spans. [`Table::grid`] repeats it in all of
/// them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The rows, from the top.
    pub rows: Vec<TableRow>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// Its place in the file.
    pub place: Location,
    /// Its cells, from the left.
    pub cells: Vec<Cell>,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its passages.
    pub passages: Vec<Passage>,
    /// How many columns it spans, from 1.
    pub columns: u16,
    /// How many rows it spans, from 1.
    pub rows: u16,
    /// Its background colour, as red, green and blue.
    pub shading: Option<[u8; 3]>,
}

/// An embedded file that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its place in the file.
    pub place: Location,
    /// Its file name or the program that made it.
    pub label: String,
}

impl Table {
    /// The most columns of a grid.
    const MAX_COLUMNS: usize = 256;
    /// The most slots of a grid: far more than any table of a submission.
    const MAX_SLOTS: usize = 2_000_000;

    /// For each row, the cell that covers each of its columns. A merged cell is in all rows and columns that it spans. Rows may have different
    /// lengths.
    ///
    /// ```
    /// use documents::manuscript::{Cell, Location, Passage, Shape, Table, TableRow};
    ///
    /// let cell = |text: &str| Cell::new(vec![Passage::plain(Location::Line(1), Shape::Paragraph, text)]);
    /// let row = |cells| TableRow { place: Location::Line(1), cells };
    /// let theme = Cell { rows: 2, ..cell("Visibility") };
    /// let table = Table { rows: vec![row(vec![theme, cell("Count")]), row(vec![cell("Publish")])] };
    /// let second: Vec<String> = table.grid()[1].iter().map(|slot| slot.cell.text()).collect();
    /// assert_eq!(second, ["Visibility", "Publish"]);
    /// ```
    #[must_use]
    pub fn grid(&self) -> Vec<Vec<Slot<'_>>> {
        let mut grid: Vec<Vec<Slot<'_>>> = Vec::with_capacity(self.rows.len());
        // For each column, the merged cell from above and how many more rows it spans.
        let mut merged: Vec<Option<(&Cell, u16)>> = Vec::new();
        let mut all = 0;
        for row in &self.rows {
            let mut slots = Vec::new();
            let mut cells = row.cells.iter();
            while slots.len() < Self::MAX_COLUMNS && all + slots.len() < Self::MAX_SLOTS {
                let column = slots.len();
                if let Some(Some((cell, left))) = merged.get_mut(column) {
                    slots.push(Slot { cell, is_first: false });
                    *left -= 1;
                    if *left == 0 {
                        merged[column] = None;
                    }
                    continue;
                }
                let Some(cell) = cells.next() else {
                    // Merged cells from above may follow further to the right.
                    let Some(gap) = merged.iter().skip(column).position(Option::is_some) else { break };
                    slots.extend((0..gap).map(|_| Slot { cell: &BLANK, is_first: false }));
                    continue;
                };
                for offset in 0..usize::from(cell.columns.max(1)).min(Self::MAX_COLUMNS - column) {
                    slots.push(Slot { cell, is_first: offset == 0 });
                    if cell.rows > 1 {
                        merged.resize(merged.len().max(column + offset + 1), None);
                        merged[column + offset] = Some((cell, cell.rows - 1));
                    }
                }
            }
            all += slots.len();
            grid.push(slots);
        }
        grid
    }
}

/// The cell of a slot that no cell covers.
static BLANK: Cell = Cell { passages: Vec::new(), columns: 1, rows: 1, shading: None };

/// One column of one row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'a> {
    /// The cell that covers it.
    pub cell: &'a Cell,
    /// Whether this is the first column of the cell in its first row.
    pub is_first: bool,
}

impl Manuscript {
    /// Replaces tables of one column by their passages, because forms use such tables as boxes around questions and answers.
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
    /// The passage, if the block is one.
    #[must_use]
    pub fn passage(&self) -> Option<&Passage> {
        match self {
            Self::Passage(passage) => Some(passage),
            Self::Table(_) | Self::Object(_) => None,
        }
    }
}

impl Passage {
    /// A passage without emphasis.
    #[must_use]
    pub fn plain(place: Location, shape: Shape, text: impl Into<String>) -> Self {
        Self { place, shape, text: text.into(), struck: String::new(), strong: false, emphasis: Vec::new() }
    }
    /// Its text with its list marker.
    #[must_use]
    pub fn text_with_marker(&self) -> String {
        self.with_marker(self.text.clone())
    }
    /// Its text with its list marker and marks for bold and italic words, as answers have it.
    ///
    /// ```
    /// use documents::manuscript::{Emphasis, Location, Marker, Passage, Shape};
    ///
    /// let shape = Shape::Item { depth: 0, marker: Marker::Bullet };
    /// let emphasis = vec![Emphasis { range: 3..6, strong: true, italic: false }];
    /// let passage = Passage { emphasis, ..Passage::plain(Location::Line(1), shape, "We did it") };
    /// assert_eq!(passage.prose(), "- We **did** it");
    /// ```
    #[must_use]
    pub fn prose(&self) -> String {
        match self.shape {
            Shape::Heading(_) => self.text_with_marker(),
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
    /// Whether it is a list item.
    #[must_use]
    pub fn is_item(&self) -> bool {
        matches!(self.shape, Shape::Item { .. })
    }
    /// Whether it looks like a heading: it is one, or it is bold throughout.
    #[must_use]
    pub fn is_heading(&self) -> bool {
        matches!(self.shape, Shape::Heading(_)) || self.strong
    }
}

impl Cell {
    /// A cell of one column and one row, without shading.
    #[must_use]
    pub fn new(passages: Vec<Passage>) -> Self {
        Self { passages, columns: 1, rows: 1, shading: None }
    }
    /// Its text, one line for each passage.
    #[must_use]
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.passages.iter().map(|passage| passage.text.as_str()).collect();
        lines.join("\n")
    }
    /// Its text as answers have it: paragraphs with blank lines between them, list items on lines with their markers.
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
    /// Whether it has no text.
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
        Cell { columns, rows, ..Cell::new(vec![passage]) }
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
        let covered: Vec<Vec<String>> = table
            .grid()
            .iter()
            .map(|row| row.iter().map(|slot| format!("{}{}", slot.cell.text(), u8::from(slot.is_first))).collect())
            .collect();
        assert_eq!(
            covered,
            [
                vec!["theme1", "wide1", "wide0", "end1"],
                vec!["theme0", "b1", "c1", "end0"],
                vec!["theme0", "d1", "0", "end0"],
            ]
        );
    }

    #[test]
    fn spans_end_with_the_table_and_at_the_limit() {
        let row = || TableRow { place: Location::Line(1), cells: vec![cell("a", u16::MAX, u16::MAX)] };
        let grid = Table { rows: vec![row(), row()] };
        assert_eq!(grid.grid().iter().map(Vec::len).collect::<Vec<_>>(), [256, 256]);
    }
}
