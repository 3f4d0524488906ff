//! Tables, and the grid of their cells.

use super::{Location, Passage};

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
    use super::{super::Shape, *};

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
