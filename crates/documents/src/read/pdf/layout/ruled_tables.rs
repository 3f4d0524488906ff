//! Finds tables by their lines. Lines that cross form a grid, and squares of the grid without a line between them form one
//! cell.

use crate::read::pdf::drawing::page::{Area, Fill, Page, Rule};

/// Lines and ends of lines that are this close are the same.
const SLACK: f64 = 3.0;
/// The most horizontal and vertical lines of a page that are considered: the longest.
const MOST_LINES: usize = 1_500;

/// The grid of one table.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) area: Area,
    /// The edges of its columns and rows.
    pub(crate) xs: Vec<f64>,
    ys: Vec<f64>,
    /// The index of the cell of each square, row by row.
    owners: Vec<usize>,
    pub(crate) cells: Vec<Square>,
}

/// A cell: one or more squares of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Square {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

/// The grids of a page. A box of one cell is no table.
pub(crate) fn grids(page: &Page) -> Vec<Grid> {
    let (across, down) = (merged(&page.across), merged(&page.down));
    let mut found: Vec<Grid> = crossing(&across, &down)
        .into_iter()
        .filter_map(|(across, down)| Grid::of(&across, &down))
        .filter(|grid| grid.cells.len() > 1)
        .collect();
    // A nested table is part of the text of its cell, but a frame around a page is no table.
    found.sort_by(|one, other| other.area.size().total_cmp(&one.area.size()));
    let mut outer: Vec<Grid> = Vec::new();
    for grid in found {
        if !outer.iter().any(|outer| outer.area.holds(grid.area.middle())) {
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
                    if (last.at - rule.at).abs() < SLACK && rule.from >= last.from && rule.from <= last.to + SLACK =>
                {
                    last.to = last.to.max(rule.to);
                }
                _ => merged.push(rule),
            }
        }
    }
    if merged.len() > MOST_LINES {
        merged.sort_by(|one, other| (other.to - other.from).total_cmp(&(one.to - one.from)));
        merged.truncate(MOST_LINES);
    }
    merged
}

/// Groups lines that cross each other, directly or through other lines.
fn crossing(across: &[Rule], down: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut groups = Groups::of(across.len() + down.len());
    for (i, a) in across.iter().enumerate() {
        for (j, d) in down.iter().enumerate() {
            let reaches = |rule: &Rule, at: f64| at > rule.from - SLACK && at < rule.to + SLACK;
            if reaches(a, d.at) && reaches(d, a.at) {
                groups.join(i, across.len() + j);
            }
        }
    }
    let mut found: Vec<(usize, Vec<Rule>, Vec<Rule>)> = Vec::new();
    for index in 0..across.len() + down.len() {
        let group = groups.find(index);
        let at = found.iter().position(|(known, ..)| *known == group).unwrap_or_else(|| {
            found.push((group, Vec::new(), Vec::new()));
            found.len() - 1
        });
        match across.get(index) {
            Some(rule) => found[at].1.push(*rule),
            None => found[at].2.extend(down.get(index - across.len())),
        }
    }
    let is_table = |(_, across, down): &(usize, Vec<Rule>, Vec<Rule>)| across.len() >= 2 && !down.is_empty();
    found.into_iter().filter(is_table).map(|(_, across, down)| (across, down)).collect()
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
    fn of(across: &[Rule], down: &[Rule]) -> Option<Self> {
        // Many tables have no lines at their sides, where their horizontal lines end.
        let xs = edges(down, across);
        let ys = edges(across, down);
        if xs.len() < 2 || ys.len() < 2 || xs.len() * ys.len() > 100_000 {
            return None;
        }
        let (columns, rows) = (xs.len() - 1, ys.len() - 1);
        let mut groups = Groups::of(columns * rows);
        let is_between = |rules: &[Rule], at: f64, middle: f64| {
            rules.iter().any(|rule| (rule.at - at).abs() < SLACK && rule.from <= middle && rule.to >= middle)
        };
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = (f64::midpoint(xs[column], xs[column + 1]), f64::midpoint(ys[row], ys[row + 1]));
                if column + 1 < columns && !is_between(down, xs[column + 1], y) {
                    groups.join(row * columns + column, row * columns + column + 1);
                }
                if row + 1 < rows && !is_between(across, ys[row + 1], x) {
                    groups.join(row * columns + column, (row + 1) * columns + column);
                }
            }
        }
        let (cells, owners) = cells(&mut groups, columns, rows);
        let area = Area { left: xs[0], top: ys[0], right: xs[columns], bottom: ys[rows] };
        Some(Self { area, xs, ys, owners, cells })
    }

    /// A grid without merged cells, by its edges.
    pub(crate) fn plain(xs: Vec<f64>, ys: Vec<f64>) -> Option<Self> {
        let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
        let area = Area { left: *xs.first()?, top: *ys.first()?, right: *xs.last()?, bottom: *ys.last()? };
        let cells =
            (0..rows).flat_map(|row| (0..columns).map(move |column| Square { row, column, rows: 1, columns: 1 }));
        Some(Self { area, owners: (0..rows * columns).collect(), cells: cells.collect(), xs, ys })
    }

    /// The cell at a point.
    pub(crate) fn cell_at(&self, (x, y): (f64, f64)) -> Option<usize> {
        if !self.area.holds((x, y)) {
            return None;
        }
        let column = self.xs.partition_point(|edge| *edge <= x).clamp(1, self.xs.len() - 1) - 1;
        let row = self.ys.partition_point(|edge| *edge <= y).clamp(1, self.ys.len() - 1) - 1;
        self.owners.get(row * (self.xs.len() - 1) + column).copied()
    }

    pub(crate) fn rows(&self) -> usize {
        self.ys.len() - 1
    }

    pub(crate) fn area_of(&self, cell: Square) -> Area {
        let last = |edges: &[f64], at: usize| edges[at.min(edges.len() - 1)];
        Area {
            left: self.xs[cell.column],
            top: self.ys[cell.row],
            right: last(&self.xs, cell.column + cell.columns),
            bottom: last(&self.ys, cell.row + cell.rows),
        }
    }

    /// The background colour of a cell, or the colour of the only mark in a cell without text.
    pub(crate) fn shading(&self, cell: Square, fills: &[Fill], is_blank: bool) -> Option<[u8; 3]> {
        let area = self.area_of(cell);
        let ground = fills.iter().rfind(|fill| fill.area.shared(&area) > 0.5 * area.size());
        let in_it = |fill: &&Fill| area.holds(fill.area.middle()) && fill.area.size() > 16.0;
        let mark =
            || fills.iter().rfind(|fill| in_it(fill) && fill.area.size() < 0.5 * area.size()).filter(|_| is_blank);
        let is_coloured = |colour: &[u8; 3]| colour.iter().any(|part| *part < 250);
        let of_ground = ground.map(|fill| fill.colour).filter(is_coloured);
        of_ground.or_else(|| mark().map(|fill| fill.colour).filter(is_coloured))
    }
}

/// The distinct positions of lines and of the ends of lines that cross them.
fn edges(lines: &[Rule], crossing: &[Rule]) -> Vec<f64> {
    let mut places: Vec<f64> = lines.iter().map(|rule| rule.at).collect();
    let inner = (places.iter().copied().fold(f64::INFINITY, f64::min), places.iter().copied().fold(0.0, f64::max));
    let from = crossing.iter().map(|rule| rule.from).fold(f64::INFINITY, f64::min);
    let to = crossing.iter().map(|rule| rule.to).fold(0.0, f64::max);
    places.extend([from].into_iter().filter(|from| *from < inner.0 - 3.0 * SLACK));
    places.extend([to].into_iter().filter(|to| *to > inner.1 + 3.0 * SLACK));
    places.sort_by(f64::total_cmp);
    places.dedup_by(|next, kept| *next - *kept < SLACK);
    places
}

/// The cells by groups of squares. A group that is no rectangle is split into rows.
fn cells(groups: &mut Groups, columns: usize, rows: usize) -> (Vec<Square>, Vec<usize>) {
    let group_of: Vec<usize> = (0..rows * columns).map(|index| groups.find(index)).collect();
    let mut cells: Vec<Square> = Vec::new();
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
        cells.push(Square { row, column, rows: high, columns: wide });
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
    fn a_missing_line_makes_one_cell_of_two() {
        let page = Page {
            across: vec![
                rule(0.0, 0.0, 200.0),
                rule(20.0, 0.0, 200.0),
                rule(40.0, 100.0, 200.0),
                rule(60.0, 0.0, 200.0),
            ],
            // The first row has no line at x = 100.
            down: vec![rule(0.0, 0.0, 60.0), rule(100.0, 20.0, 60.0), rule(200.0, 0.0, 60.0)],
            ..Page::default()
        };
        let grids = grids(&page);
        let square = |row, column, rows, columns| Square { row, column, rows, columns };
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].cells, [square(0, 0, 1, 2), square(1, 0, 2, 1), square(1, 1, 1, 1), square(2, 1, 1, 1)]);
        assert_eq!(grids[0].cell_at((10.0, 50.0)), Some(1));
        assert_eq!(grids[0].cell_at((10.0, 70.0)), None);
    }

    #[test]
    fn lines_without_sides_are_a_table_and_a_frame_is_none() {
        let open = Page {
            across: vec![rule(0.0, 0.0, 200.0), rule(20.0, 0.0, 200.0)],
            down: vec![rule(100.0, 0.0, 20.0)],
            ..Page::default()
        };
        assert_eq!(grids(&open)[0].cells.len(), 2);
        let frame = Page {
            across: vec![rule(0.0, 0.0, 500.0), rule(800.0, 0.0, 500.0)],
            down: vec![rule(0.0, 0.0, 800.0), rule(500.0, 0.0, 800.0)],
            ..Page::default()
        };
        assert!(grids(&frame).is_empty());
    }
}
