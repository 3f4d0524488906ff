//! Lays out a table so that each slot of each row has the cell that covers it.

use crate::manuscript::{Cell, Location, Table};

/// The most columns of a plan; further ones are ignored.
const MAX_COLUMNS: usize = 64;

/// The slots of a table by row and column.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) width: usize,
}

/// One row.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) place: Location,
    pub(super) slots: Vec<GridSlot<'a>>,
}

/// One slot, with the cell that covers it.
#[derive(Debug, Clone, Copy)]
pub(super) struct GridSlot<'a> {
    cell: Option<&'a Cell>,
    /// Whether the cell began further left, or further up.
    from_left: bool,
    from_above: bool,
}

impl<'a> Grid<'a> {
    /// Lays out a table. The time is linear in its cells and the rows that they span; each row has at most [`MAX_COLUMNS`] slots.
    pub(super) fn of(table: &'a Table) -> Self {
        let mut lines: Vec<Line<'a>> = Vec::with_capacity(table.rows.len());
        // For each column: the cell from above, how many more rows it spans, and whether it began further left.
        let mut above: Vec<Option<(&Cell, u16, bool)>> = Vec::new();
        for row in &table.rows {
            let mut slots: Vec<GridSlot<'a>> = Vec::new();
            let mut covered = |slots: &mut Vec<GridSlot<'a>>| {
                while let Some(Some((cell, rows, from_left))) = above.get_mut(slots.len()).map(Option::as_mut) {
                    slots.push(GridSlot { cell: Some(cell), from_left: *from_left, from_above: true });
                    *rows -= 1;
                    if *rows == 0 {
                        above[slots.len() - 1] = None;
                    }
                    if slots.len() >= MAX_COLUMNS {
                        break;
                    }
                }
            };
            let mut opened: Vec<(usize, &Cell, bool)> = Vec::new();
            for cell in &row.cells {
                covered(&mut slots);
                for at in 0..usize::from(cell.columns.max(1)).min(MAX_COLUMNS.saturating_sub(slots.len())) {
                    opened.push((slots.len(), cell, at > 0));
                    slots.push(GridSlot { cell: Some(cell), from_left: at > 0, from_above: false });
                }
            }
            covered(&mut slots);
            for (column, cell, from_left) in opened.into_iter().filter(|(_, cell, _)| cell.rows > 1) {
                above.resize(above.len().max(column + 1), None);
                above[column] = Some((cell, cell.rows - 1, from_left));
            }
            lines.push(Line { place: row.place, slots });
        }
        let width = lines.iter().map(|line| line.slots.len()).max().unwrap_or_default();
        Self { lines, width }
    }
}

impl<'a> Line<'a> {
    /// The cell with text in a column of this row: its own, or one that spans down to it.
    pub(super) fn at(&self, column: usize) -> Option<&'a Cell> {
        self.slots.get(column).filter(|slot| !slot.from_left)?.cell.filter(|cell| !cell.is_blank())
    }
    /// The cell of a column, even if it is blank.
    pub(super) fn cell(&self, column: usize) -> Option<&'a Cell> {
        self.slots.get(column)?.cell
    }
    /// Whether the cell of a column began in a row above.
    pub(super) fn is_from_above(&self, column: usize) -> bool {
        self.slots.get(column).is_some_and(|slot| slot.from_above)
    }
    /// The cells with text that begin in this row, each with its column.
    pub(super) fn filled(&self) -> impl Iterator<Item = (usize, &'a Cell)> {
        let begins = |slot: &GridSlot<'a>| !slot.from_left && !slot.from_above;
        let slots = self.slots.iter().enumerate().filter(move |(_, slot)| begins(slot));
        slots.filter_map(|(at, slot)| Some((at, slot.cell.filter(|cell| !cell.is_blank())?)))
    }
    /// The only cell with text that begins in this row, if there is exactly one.
    pub(super) fn only(&self) -> Option<(usize, &'a Cell)> {
        let mut filled = self.filled();
        filled.next().filter(|_| filled.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript::{Passage, Shape, TableRow};

    fn cell(text: &str, columns: u16, rows: u16) -> Cell {
        let place = Location::Line(1);
        let passage = Passage::plain(place, Shape::Paragraph, text);
        Cell { columns, rows, ..Cell::new(vec![passage]) }
    }

    #[test]
    fn cells_cover_the_slots_that_they_span() {
        let row = |cells: Vec<Cell>| TableRow { place: Location::Line(1), cells };
        let rows = vec![
            row(vec![cell("a", 1, 3), cell("b", 2, 1)]),
            row(vec![cell("c", 1, 1), cell("d", 1, 9)]),
            row(vec![cell("e", 1, 1)]),
        ];
        let table = Table { rows };
        let grid = Grid::of(&table);
        let shown = |line: &Line<'_>| {
            (0..grid.width).map(|at| line.cell(at).map_or(String::new(), Cell::text)).collect::<String>()
        };
        assert_eq!(grid.lines.iter().map(shown).collect::<Vec<_>>(), ["abb", "acd", "aed"]);
        assert_eq!(grid.lines[2].filled().map(|(at, _)| at).collect::<Vec<_>>(), [1]);
        assert!(grid.lines[0].at(2).is_none() && grid.lines[1].at(0).is_some());
    }
}
