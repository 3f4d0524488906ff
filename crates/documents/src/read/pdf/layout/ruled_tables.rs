//! Finds tables by their lines. Lines that cross form a grid, and squares of the grid without a line between them form one
//! cell.

use crate::read::pdf::drawing::page::{Area, Fill, Page, Rule};

/// Lines and ends of lines that are this close are the same.
const TOLERANCE: f64 = 3.0;
/// The most horizontal and vertical lines of a page that are considered: the longest.
const MAX_LINES: usize = 1_500;

/// The grid of one table.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) area: Area,
    /// The edges of its columns and rows.
    pub(crate) xs: Vec<f64>,
    ys: Vec<f64>,
    /// The index of the cell of each square, row by row.
    owners: Vec<usize>,
    pub(crate) cells: Vec<GridCell>,
}

/// A cell: one or more squares of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GridCell {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

/// The grids of a page. A box of one cell is not a table.
pub(crate) fn grids(page: &Page) -> Vec<Grid> {
    let (horizontal, vertical) = (merged(&page.horizontal), merged(&page.vertical));
    let mut found: Vec<Grid> = crossing(&horizontal, &vertical)
        .into_iter()
        .filter_map(|(horizontal, vertical)| Grid::of(&horizontal, &vertical))
        .filter(|grid| grid.cells.len() > 1)
        .collect();
    // A nested table is part of the text of its cell, but a frame around a page is not.
    found.sort_by(|one, other| other.area.size().total_cmp(&one.area.size()));
    let mut outer: Vec<Grid> = Vec::new();
    for grid in found {
        if !outer.iter().any(|outer| outer.area.contains(grid.area.middle())) {
            outer.push(grid);
        }
    }
    outer
}

/// Joins lines that overlap or touch.
pub(crate) fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut rules = rules.to_vec();
    rules.sort_by(|one, other| one.at.total_cmp(&other.at).then(one.from.total_cmp(&other.from)));
    let mut merged: Vec<Rule> = Vec::new();
    for run in rules.chunk_by(|one, other| other.at - one.at < 1.2) {
        let mut run = run.to_vec();
        run.sort_by(|one, other| one.from.total_cmp(&other.from));
        for rule in run {
            match merged.last_mut() {
                Some(last)
                    if (last.at - rule.at).abs() < TOLERANCE
                        && rule.from >= last.from
                        && rule.from <= last.to + TOLERANCE =>
                {
                    last.to = last.to.max(rule.to);
                }
                _ => merged.push(rule),
            }
        }
    }
    if merged.len() > MAX_LINES {
        merged.sort_by(|one, other| (other.to - other.from).total_cmp(&(one.to - one.from)));
        merged.truncate(MAX_LINES);
    }
    merged
}

/// Groups lines that cross each other, directly or through other lines.
fn crossing(horizontal: &[Rule], vertical: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut groups = Groups::of(horizontal.len() + vertical.len());
    for (i, a) in horizontal.iter().enumerate() {
        for (j, d) in vertical.iter().enumerate() {
            let reaches = |rule: &Rule, at: f64| at > rule.from - TOLERANCE && at < rule.to + TOLERANCE;
            if reaches(a, d.at) && reaches(d, a.at) {
                groups.join(i, horizontal.len() + j);
            }
        }
    }
    let mut found: Vec<(usize, Vec<Rule>, Vec<Rule>)> = Vec::new();
    for index in 0..horizontal.len() + vertical.len() {
        let group = groups.find(index);
        let at = found.iter().position(|(known, ..)| *known == group).unwrap_or_else(|| {
            found.push((group, Vec::new(), Vec::new()));
            found.len() - 1
        });
        match horizontal.get(index) {
            Some(rule) => found[at].1.push(*rule),
            None => found[at].2.extend(vertical.get(index - horizontal.len())),
        }
    }
    let is_table =
        |(_, horizontal, vertical): &(usize, Vec<Rule>, Vec<Rule>)| horizontal.len() >= 2 && !vertical.is_empty();
    found.into_iter().filter(is_table).map(|(_, horizontal, vertical)| (horizontal, vertical)).collect()
}

/// Disjoint sets (union-find).
struct Groups(Vec<usize>);

impl Groups {
    fn of(length: usize) -> Self {
        Self((0..length).collect())
    }
    fn find(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.0[one.max(other)] = one.min(other);
    }
}

impl Grid {
    fn of(horizontal: &[Rule], vertical: &[Rule]) -> Option<Self> {
        // Many tables have no lines at their sides, where their horizontal lines end.
        let xs = edges(vertical, horizontal);
        let ys = edges(horizontal, vertical);
        if xs.len() < 2 || ys.len() < 2 || xs.len() * ys.len() > 100_000 {
            return None;
        }
        let (columns, rows) = (xs.len() - 1, ys.len() - 1);
        let mut groups = Groups::of(columns * rows);
        let is_between = |rules: &[Rule], at: f64, middle: f64| {
            rules.iter().any(|rule| (rule.at - at).abs() < TOLERANCE && rule.from <= middle && rule.to >= middle)
        };
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = (f64::midpoint(xs[column], xs[column + 1]), f64::midpoint(ys[row], ys[row + 1]));
                if column + 1 < columns && !is_between(vertical, xs[column + 1], y) {
                    groups.join(row * columns + column, row * columns + column + 1);
                }
                if row + 1 < rows && !is_between(horizontal, ys[row + 1], x) {
                    groups.join(row * columns + column, (row + 1) * columns + column);
                }
            }
        }
        let (cells, owners) = cells(&mut groups, columns, rows);
        let area = Area { left: xs[0], top: ys[0], right: xs[columns], bottom: ys[rows] };
        Some(Self { area, xs, ys, owners, cells })
    }

    /// A grid without merged cells, by its edges.
    pub(crate) fn from_edges(xs: Vec<f64>, ys: Vec<f64>) -> Option<Self> {
        let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
        let area = Area { left: *xs.first()?, top: *ys.first()?, right: *xs.last()?, bottom: *ys.last()? };
        let cells =
            (0..rows).flat_map(|row| (0..columns).map(move |column| GridCell { row, column, rows: 1, columns: 1 }));
        Some(Self { area, owners: (0..rows * columns).collect(), cells: cells.collect(), xs, ys })
    }

    /// The cell at a point.
    pub(crate) fn cell_at(&self, (x, y): (f64, f64)) -> Option<usize> {
        if !self.area.contains((x, y)) {
            return None;
        }
        let column = self.xs.partition_point(|edge| *edge <= x).clamp(1, self.xs.len() - 1) - 1;
        let row = self.ys.partition_point(|edge| *edge <= y).clamp(1, self.ys.len() - 1) - 1;
        self.owners.get(row * (self.xs.len() - 1) + column).copied()
    }

    pub(crate) fn rows(&self) -> usize {
        self.ys.len() - 1
    }

    pub(crate) fn area_of(&self, cell: GridCell) -> Area {
        let last = |edges: &[f64], at: usize| edges[at.min(edges.len() - 1)];
        Area {
            left: self.xs[cell.column],
            top: self.ys[cell.row],
            right: last(&self.xs, cell.column + cell.columns),
            bottom: last(&self.ys, cell.row + cell.rows),
        }
    }

    /// The background colour of a cell, or the colour of the only mark in a cell without text.
    pub(crate) fn shading(&self, cell: GridCell, fills: &[Fill], is_blank: bool) -> Option<[u8; 3]> {
        let area = self.area_of(cell);
        let background = fills.iter().rfind(|fill| fill.area.intersection_size(&area) > 0.5 * area.size());
        let is_inside = |fill: &&Fill| area.contains(fill.area.middle()) && fill.area.size() > 16.0;
        let mark =
            || fills.iter().rfind(|fill| is_inside(fill) && fill.area.size() < 0.5 * area.size()).filter(|_| is_blank);
        let is_coloured = |colour: &[u8; 3]| colour.iter().any(|part| *part < 250);
        let background_colour = background.map(|fill| fill.colour).filter(is_coloured);
        background_colour.or_else(|| mark().map(|fill| fill.colour).filter(is_coloured))
    }
}

/// The distinct positions of lines and of the ends of lines that cross them.
fn edges(lines: &[Rule], crossing: &[Rule]) -> Vec<f64> {
    let mut positions: Vec<f64> = lines.iter().map(|rule| rule.at).collect();
    let inner =
        (positions.iter().copied().fold(f64::INFINITY, f64::min), positions.iter().copied().fold(0.0, f64::max));
    let from = crossing.iter().map(|rule| rule.from).fold(f64::INFINITY, f64::min);
    let to = crossing.iter().map(|rule| rule.to).fold(0.0, f64::max);
    positions.extend([from].into_iter().filter(|from| *from < inner.0 - 3.0 * TOLERANCE));
    positions.extend([to].into_iter().filter(|to| *to > inner.1 + 3.0 * TOLERANCE));
    positions.sort_by(f64::total_cmp);
    positions.dedup_by(|next, kept| *next - *kept < TOLERANCE);
    positions
}

/// The cells, one for each group of squares. A group that is not a rectangle is split into rows.
fn cells(groups: &mut Groups, columns: usize, rows: usize) -> (Vec<GridCell>, Vec<usize>) {
    let group_of: Vec<usize> = (0..rows * columns).map(|index| groups.find(index)).collect();
    let mut cells: Vec<GridCell> = Vec::new();
    let mut owners = vec![usize::MAX; rows * columns];
    for index in 0..rows * columns {
        if owners[index] != usize::MAX {
            continue;
        }
        let (row, column) = (index / columns, index % columns);
        let is_free = |at: usize, owners: &[usize]| group_of[at] == group_of[index] && owners[at] == usize::MAX;
        let wide = (column..columns).take_while(|x| is_free(row * columns + x, &owners)).count();
        let is_whole = |y: &usize| (column..column + wide).all(|x| is_free(y * columns + x, &owners));
        let high = (row..rows).take_while(is_whole).count();
        for y in row..row + high {
            owners[y * columns + column..y * columns + column + wide].fill(cells.len());
        }
        cells.push(GridCell { row, column, rows: high, columns: wide });
    }
    (cells, owners)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(at: f64, from: f64, to: f64) -> Rule {
        Rule { at, from, to }
    }

    #[test]
    fn cells_without_a_line_between_them_are_merged() {
        let page = Page {
            horizontal: vec![
                rule(0.0, 0.0, 200.0),
                rule(20.0, 0.0, 200.0),
                rule(40.0, 100.0, 200.0),
                rule(60.0, 0.0, 200.0),
            ],
            // The first row has no line at x = 100.
            vertical: vec![rule(0.0, 0.0, 60.0), rule(100.0, 20.0, 60.0), rule(200.0, 0.0, 60.0)],
            ..Page::default()
        };
        let grids = grids(&page);
        let grid_cell = |row, column, rows, columns| GridCell { row, column, rows, columns };
        assert_eq!(grids.len(), 1);
        assert_eq!(
            grids[0].cells,
            [grid_cell(0, 0, 1, 2), grid_cell(1, 0, 2, 1), grid_cell(1, 1, 1, 1), grid_cell(2, 1, 1, 1)]
        );
        assert_eq!(grids[0].cell_at((10.0, 50.0)), Some(1));
        assert_eq!(grids[0].cell_at((10.0, 70.0)), None);
    }

    #[test]
    fn lines_without_sides_are_a_table_and_a_frame_is_not() {
        let open = Page {
            horizontal: vec![rule(0.0, 0.0, 200.0), rule(20.0, 0.0, 200.0)],
            vertical: vec![rule(100.0, 0.0, 20.0)],
            ..Page::default()
        };
        assert_eq!(grids(&open)[0].cells.len(), 2);
        let frame = Page {
            horizontal: vec![rule(0.0, 0.0, 500.0), rule(800.0, 0.0, 500.0)],
            vertical: vec![rule(0.0, 0.0, 800.0), rule(500.0, 0.0, 800.0)],
            ..Page::default()
        };
        assert!(grids(&frame).is_empty());
    }
}
