//! Lays out a page as blocks of text and tables in reading order.

pub(crate) mod aligned_tables;
pub(crate) mod continued_tables;
pub(crate) mod reading_order;
pub(crate) mod ruled_tables;
pub(crate) mod running_lines;
pub(crate) mod text_runs;
pub(crate) mod word;

use crate::read::pdf::drawing::page::{Area, Page};
use ruled_tables::Grid;
use text_runs::{CellIndex, TextRun};

/// The layout of a page.
#[derive(Debug, Default)]
pub(super) struct PageLayout {
    pub(super) number: usize,
    pub(super) height: f64,
    pub(super) blocks: Vec<Block>,
    /// The heights of its lines, from the top, by which lines are numbered.
    baselines: Vec<f64>,
    /// The addresses of its links.
    pub(super) links: Vec<String>,
    pub(super) artifacts: String,
    pub(super) is_picture: bool,
    pub(super) letters: usize,
}

/// A block of text or a table.
#[derive(Debug)]
pub(super) enum Block {
    /// Lines from the top, and the right edge of their column.
    Text(Vec<TextRun>, f64),
    Table(DrawnTable),
}

/// A table as it is drawn.
#[derive(Debug)]
pub(super) struct DrawnTable {
    pub(super) area: Area,
    /// The edges of its columns.
    pub(super) xs: Vec<f64>,
    pub(super) rows: Vec<DrawnRow>,
}

/// One row of it.
#[derive(Debug)]
pub(super) struct DrawnRow {
    /// The index of the page on which it begins.
    pub(super) page: usize,
    /// The height of its first line.
    pub(super) baseline: f64,
    pub(super) cells: Vec<DrawnCell>,
}

/// One cell of it.
#[derive(Debug)]
pub(super) struct DrawnCell {
    pub(super) lines: Vec<TextRun>,
    /// The right edge for its lines.
    pub(super) right: f64,
    pub(super) column: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) shading: Option<[u8; 3]>,
}

impl PageLayout {
    pub(super) fn of(number: usize, mut page: Page) -> Self {
        let letters = page.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()).count();
        let grids = ruled_tables::grids(&page);
        let cell_at = |point| {
            let at = |(index, grid): (usize, &Grid)| Some((index, grid.cell_at(point)?));
            grids.iter().enumerate().find_map(at)
        };
        let runs = text_runs::text_runs(&mut page, cell_at);
        let mut layout = Self {
            number,
            height: page.height,
            baselines: heights(&runs),
            links: page.links.iter().map(|(_, address)| address.clone()).collect(),
            is_picture: page.pictures > 0.3 && letters < 20,
            letters,
            ..Self::default()
        };
        let (cells, free) = distribute(runs, &grids, cell_at);
        let mut tables: Vec<DrawnTable> =
            grids.iter().zip(cells).filter_map(|(grid, cells)| DrawnTable::of(grid, cells, &page)).collect();
        let free = aligned_tables::between_lines(free, &page, &mut tables);
        layout.blocks = reading_order::ordered(free, tables);
        layout.artifacts = page.artifacts;
        layout
    }

    /// The number of the line at a height, from 1.
    pub(super) fn line(&self, baseline: f64) -> usize {
        self.baselines.partition_point(|known| *known <= baseline + 0.5).max(1)
    }
}

fn heights(runs: &[TextRun]) -> Vec<f64> {
    let mut heights: Vec<f64> = runs.iter().map(|run| run.baseline).collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup_by(|next, kept| *next - *kept < 3.0);
    heights
}

/// Distributes text runs to the cells of grids. Returns those in each cell of each grid, and those in none.
fn distribute(
    runs: Vec<TextRun>,
    grids: &[Grid],
    cell_at: impl Fn((f64, f64)) -> CellIndex,
) -> (Vec<Vec<Vec<TextRun>>>, Vec<TextRun>) {
    let mut cells: Vec<Vec<Vec<TextRun>>> = grids.iter().map(|grid| vec![Vec::new(); grid.cells.len()]).collect();
    let mut free = Vec::new();
    for run in runs {
        let first = run.words.first().map_or(run.area, |word| word.area);
        match cell_at(first.middle()).and_then(|(grid, cell)| cells.get_mut(grid)?.get_mut(cell)) {
            Some(cell) => cell.push(run),
            None => free.push(run),
        }
    }
    (cells, free)
}

/// Joins text runs at the same height to lines.
pub(super) fn lines(mut runs: Vec<TextRun>) -> Vec<TextRun> {
    runs.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut lines: Vec<Vec<TextRun>> = Vec::new();
    for run in runs {
        match lines.last_mut().filter(|line| run.baseline - line[0].baseline < 0.4 * run.size.max(line[0].size)) {
            Some(line) => line.push(run),
            None => lines.push(vec![run]),
        }
    }
    let joined = |mut line: Vec<TextRun>| {
        line.sort_by(|one, other| one.area.left.total_cmp(&other.area.left));
        line.into_iter().reduce(|mut line, run| {
            line.join(run);
            line
        })
    };
    lines.into_iter().filter_map(joined).collect()
}

impl DrawnTable {
    /// The table in a grid, unless it has no text.
    pub(super) fn of(grid: &Grid, mut texts: Vec<Vec<TextRun>>, page: &Page) -> Option<Self> {
        if texts.iter().all(Vec::is_empty) {
            return None;
        }
        let fills: Vec<_> = page.fills.iter().rev().take(4_000).rev().copied().collect();
        let mut rows: Vec<DrawnRow> = Vec::new();
        for row in 0..grid.rows() {
            let mut cells = Vec::new();
            let mut baseline = f64::INFINITY;
            for (index, grid_cell) in grid.cells.iter().enumerate().filter(|(_, grid_cell)| grid_cell.row == row) {
                let lines = lines(std::mem::take(&mut texts[index]));
                baseline = lines.first().map_or(baseline, |line| baseline.min(line.baseline));
                let area = grid.area_of(*grid_cell);
                let padding = lines.iter().map(|line| line.area.left - area.left).fold(8.0, f64::min).max(0.0);
                cells.push(DrawnCell {
                    shading: grid.shading(*grid_cell, &fills, lines.is_empty()),
                    right: area.right - padding,
                    lines,
                    column: grid_cell.column,
                    columns: grid_cell.columns,
                    rows: grid_cell.rows,
                });
            }
            let baseline =
                if baseline.is_finite() { baseline } else { rows.last().map_or(grid.area.top, |row| row.baseline) };
            rows.push(DrawnRow { page: 0, baseline, cells });
        }
        // A line that is drawn twice makes an empty row.
        let is_empty_row = |row: &DrawnRow| row.cells.iter().all(|cell| cell.lines.is_empty() && cell.rows == 1);
        rows.retain(|row| !is_empty_row(row));
        Some(Self { area: grid.area, xs: grid.xs.clone(), rows })
    }

    /// The texts of the cells of a row.
    pub(super) fn texts(&self, row: usize) -> Vec<String> {
        let text = |cell: &DrawnCell| cell.lines.iter().map(TextRun::text).collect::<Vec<_>>().join(" ");
        self.rows.get(row).map(|row| row.cells.iter().map(text).collect()).unwrap_or_default()
    }
}
