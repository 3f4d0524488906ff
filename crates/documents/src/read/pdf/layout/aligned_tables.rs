//! Finds tables without lines between their columns, by text that is aligned.

use crate::read::pdf::{
    drawing::page::{Page, Rule},
    layout::{
        DrawnTable, lines,
        ruled_tables::{self, Grid},
        text_runs::TextRun,
    },
};

/// The left and right edges of the columns of a table, by the text in them.
struct Columns(Vec<(f64, f64)>);

impl Columns {
    fn of(header: &[TextRun]) -> Self {
        Self(header.iter().map(|run| (run.area.left, run.area.right)).collect())
    }

    /// Adds a line if each of its text runs is in one column. Returns whether it was added.
    fn try_add(&mut self, line: &[TextRun]) -> bool {
        let mut wider = self.0.clone();
        for run in line {
            let (left, right) = (run.area.left, run.area.right);
            let touched: Vec<usize> =
                (0..wider.len()).filter(|at| wider[*at].0 < right + 2.0 && wider[*at].1 > left - 2.0).collect();
            let at = match touched.as_slice() {
                [] => wider.iter().rposition(|(from, _)| *from < left).unwrap_or(0),
                [one] => *one,
                _ => return false,
            };
            wider[at] = (wider[at].0.min(left), wider[at].1.max(right));
        }
        let is_apart = wider.windows(2).all(|pair| pair[0].1 + 2.0 < pair[1].0);
        if is_apart {
            self.0 = wider;
        }
        is_apart
    }

    /// The edges between the columns.
    fn edges(&self, left: f64, right: f64) -> Vec<f64> {
        let between = self.0.windows(2).map(|pair| f64::midpoint(pair[0].1, pair[1].0));
        [left].into_iter().chain(between).chain([right]).collect()
    }
}

/// Finds tables that have lines between their rows only. Returns the text outside them.
pub(crate) fn between_lines(mut free: Vec<TextRun>, page: &Page, tables: &mut Vec<DrawnTable>) -> Vec<TextRun> {
    let rules = ruled_tables::merged(&page.horizontal);
    let is_in_table = |rule: &Rule, tables: &[DrawnTable]| {
        tables.iter().any(|table| rule.at > table.area.top - 3.0 && rule.at < table.area.bottom + 3.0)
    };
    let loose: Vec<Rule> =
        rules.into_iter().filter(|rule| rule.to - rule.from > 100.0 && !is_in_table(rule, tables)).collect();
    let same = |one: &Rule, other: &Rule| (one.from - other.from).abs() < 8.0 && (one.to - other.to).abs() < 8.0;
    for run in loose.chunk_by(same).filter(|run| run.len() >= 3) {
        let (first, last) = (run[0], run[run.len() - 1]);
        let is_inside = |run: &TextRun| {
            run.baseline > first.at
                && run.baseline < last.at + 1.0
                && run.area.right > first.from
                && run.area.left < first.to
        };
        let (inside, outside): (Vec<TextRun>, Vec<TextRun>) = free.into_iter().partition(is_inside);
        free = outside;
        // The header is often above the first line.
        let mut above: Vec<TextRun> = Vec::new();
        if let Some(baseline) =
            free.iter().map(|run| run.baseline).filter(|baseline| *baseline < first.at).reduce(f64::max)
        {
            let is_header = |run: &TextRun| {
                baseline - run.baseline < 2.0 && first.at - baseline < 2.0 * run.size && run.baseline < first.at
            };
            if free.iter().filter(|run| is_header(run)).count() >= 2 {
                (above, free) = free.into_iter().partition(is_header);
            }
        }
        let ys: Vec<f64> = run.iter().map(|rule| rule.at).collect();
        let all: Vec<TextRun> = above.iter().chain(&inside).cloned().collect();
        match table(all, ys, (first.from, first.to), !above.is_empty(), page) {
            Some(table) => tables.push(table),
            None => free.extend(above.into_iter().chain(inside)),
        }
    }
    free.sort_by(|one, other| one.baseline.total_cmp(&other.baseline).then(one.area.left.total_cmp(&other.area.left)));
    free
}

fn table(
    runs: Vec<TextRun>,
    mut ys: Vec<f64>,
    (left, right): (f64, f64),
    has_above: bool,
    page: &Page,
) -> Option<DrawnTable> {
    let by_line = by_line(&runs);
    let most = by_line.iter().map(Vec::len).max().filter(|most| *most >= 2)?;
    let widest = by_line.iter().find(|line| line.len() == most)?;
    let mut columns = Columns::of(widest);
    // Text over several columns is a title within the table.
    let fitting = by_line.iter().filter(|line| columns.try_add(line)).count();
    if fitting * 4 < by_line.len() * 3 {
        return None;
    }
    if has_above {
        let top = runs.iter().map(|run| run.area.top).fold(f64::INFINITY, f64::min);
        ys.insert(0, top - 2.0);
    }
    if ys.len() <= 3 {
        // There are lines only around the header and below the table: text decides where rows begin.
        let body = by_line.iter().filter(|line| line[0].baseline > ys[1]).cloned().collect::<Vec<_>>();
        let starts = row_starts(&body, columns.0.len());
        ys.splice(2..2, starts.into_iter().skip(1));
    }
    filled(&Grid::from_edges(columns.edges(left.min(columns.0[0].0 - 2.0), right), ys)?, runs, page)
}

/// Fills a grid with text runs.
fn filled(grid: &Grid, runs: Vec<TextRun>, page: &Page) -> Option<DrawnTable> {
    let mut texts = vec![Vec::new(); grid.cells.len()];
    for run in runs {
        let (_, y) = run.area.middle();
        let at = grid.cell_at((run.area.left.max(grid.area.left) + 1.0, y));
        if let Some(text) = at.and_then(|cell| texts.get_mut(cell)) {
            text.push(run);
        }
    }
    DrawnTable::of(grid, texts, page)
}

/// Finds a table without any lines at the start of the text: a header of at least three columns above at least two rows. Returns the
/// table and how many lines of text it takes.
pub(crate) fn without_lines(by_line: &[Vec<TextRun>]) -> Option<(DrawnTable, usize)> {
    let header = by_line
        .first()
        .filter(|header| header.len() >= 3 || header.len() == 2 && header.iter().all(TextRun::is_bold))?;
    let mut columns = Columns::of(header);
    let mut count = 1;
    let mut full = 0;
    for pair in by_line.windows(2) {
        let (before, line) = (&pair[0], &pair[1]);
        let gap = line[0].baseline - before[0].baseline;
        let is_prose = header.len() == 2 && line.len() == 1 && line[0].area.left < header[1].area.left;
        // Text in one column continues a row, or follows the table.
        let is_after = line.len() == 1 && (gap > 1.6 * line[0].size || line[0].size > 1.1 * before[0].size);
        if gap > 4.0 * line[0].size || is_prose && full == 0 || is_after || !columns.try_add(line) {
            break;
        }
        full += usize::from(line.len() * 2 >= header.len() && line.len() >= 2);
        count += 1;
    }
    if full < 2 {
        return None;
    }
    let lines = &by_line[..count];
    let starts = row_starts(lines, header.len());
    let runs: Vec<TextRun> = lines.iter().flatten().cloned().collect();
    let last = runs.iter().map(|run| run.area.bottom).fold(0.0, f64::max);
    let right = runs.iter().map(|run| run.area.right).fold(0.0, f64::max);
    let ys = starts.into_iter().chain([last + 1.0]).collect();
    let grid = Grid::from_edges(columns.edges(columns.0[0].0 - 1.0, right + 1.0), ys)?;
    Some((filled(&grid, runs, &Page::default())?, count))
}

/// The heights at which rows begin: by the gaps between lines, or by the number of columns that a line fills if all gaps are
/// equal.
fn row_starts(by_line: &[Vec<TextRun>], columns: usize) -> Vec<f64> {
    let gaps: Vec<f64> = by_line.windows(2).map(|pair| pair[1][0].baseline - pair[0][0].baseline).collect();
    let least = gaps.iter().copied().fold(f64::INFINITY, f64::min);
    let most = gaps.iter().copied().fold(0.0, f64::max);
    // Lines in vertically centred cells may be very close to each other.
    let has_blanks = most > 1.3 * least && least > 0.8 * by_line.first().map_or(0.0, |line| line[0].size);
    let mut starts = Vec::new();
    for (index, line) in by_line.iter().enumerate() {
        let is_start = match index.checked_sub(1).and_then(|before| gaps.get(before)) {
            None => true,
            Some(gap) if has_blanks => *gap > 1.25 * least,
            Some(_) => line.len() * 5 >= columns * 3 && line.len() >= 2,
        };
        if is_start {
            let top = line.iter().map(|run| run.area.top).fold(f64::INFINITY, f64::min);
            starts.push(top - 1.0);
        }
    }
    starts
}

/// Groups text runs by height.
pub(crate) fn by_line(runs: &[TextRun]) -> Vec<Vec<TextRun>> {
    let mut sorted = runs.to_vec();
    sorted.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut by_line: Vec<Vec<TextRun>> = Vec::new();
    for run in sorted {
        match by_line.last_mut().filter(|line| run.baseline - line[0].baseline < 0.4 * run.size.max(line[0].size)) {
            Some(line) => line.push(run),
            None => by_line.push(vec![run]),
        }
    }
    for line in &mut by_line {
        line.sort_by(|one, other| one.area.left.total_cmp(&other.area.left));
    }
    by_line
}

/// Joins the text runs of a line.
pub(crate) fn joined(line: Vec<TextRun>) -> Vec<TextRun> {
    lines(line)
}
