//! Puts text and tables in reading order: from the top, and the left column before the right one.

use crate::read::pdf::layout::{Block, DrawnTable, aligned_tables, text_runs::TextRun};

/// The narrowest gap between two columns.
const MIN_GUTTER: f64 = 8.0;

/// A text run or table.
enum Item {
    TextRun(TextRun),
    Table(DrawnTable),
}

impl Item {
    fn left(&self) -> f64 {
        match self {
            Self::TextRun(run) => run.area.left,
            Self::Table(table) => table.area.left,
        }
    }
    fn right(&self) -> f64 {
        match self {
            Self::TextRun(run) => run.area.right,
            Self::Table(table) => table.area.right,
        }
    }
    fn size(&self) -> f64 {
        match self {
            Self::TextRun(run) => run.size,
            Self::Table(_) => 0.0,
        }
    }
    /// The height by which items are sorted.
    fn height(&self) -> f64 {
        match self {
            Self::TextRun(run) => run.baseline,
            Self::Table(table) => table.area.top + 6.0,
        }
    }
}

/// Text runs and tables as blocks in reading order.
pub(crate) fn ordered(runs: Vec<TextRun>, tables: Vec<DrawnTable>) -> Vec<Block> {
    let mut items: Vec<Item> = runs.into_iter().map(Item::TextRun).chain(tables.into_iter().map(Item::Table)).collect();
    items.sort_by(|one, other| one.height().total_cmp(&other.height()));
    let Some(gutter) = gutter(&items) else { return blocks(items) };
    let mut ordered = Vec::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for item in items {
        if item.right() <= gutter + 1.0 {
            left.push(item);
        } else if item.left() >= gutter - 1.0 {
            right.push(item);
        } else {
            ordered.extend(band(&mut left, &mut right));
            ordered.extend(blocks(vec![item]));
        }
    }
    ordered.extend(band(&mut left, &mut right));
    ordered
}

/// The blocks between two items that span both columns.
fn band(left: &mut Vec<Item>, right: &mut Vec<Item>) -> Vec<Block> {
    let (mut left, right) = (std::mem::take(left), std::mem::take(right));
    // One or two lines on each side are lines with a wide gap, such as a signature and its date, not columns.
    if left.len() < 4 || right.len() < 4 {
        let mut items: Vec<Item> = left.into_iter().chain(right).collect();
        items.sort_by(|one, other| one.height().total_cmp(&other.height()));
        return blocks(items);
    }
    // Larger text below both columns is the heading of what comes next.
    let end = right.iter().map(Item::height).fold(0.0, f64::max);
    let is_next = |pair: &[Item]| pair[1].height() > end && pair[1].size() > 1.12 * pair[0].size();
    let next = left.windows(2).position(is_next).map_or_else(Vec::new, |at| left.split_off(at + 1));
    let mut all = blocks(left);
    all.extend(blocks(right));
    all.extend(blocks(next));
    all
}

/// The middle of the gap between two columns of prose, if the page has two.
fn gutter(items: &[Item]) -> Option<f64> {
    let runs: Vec<&TextRun> = items
        .iter()
        .filter_map(|item| match item {
            Item::TextRun(run) => Some(run),
            Item::Table(_) => None,
        })
        .collect();
    // Each gap between two text runs at the same height is a vote.
    let mut blanks: Vec<(f64, f64)> = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        let beside = runs[index + 1..].iter().take(8).take_while(|other| other.baseline - run.baseline < run.size);
        for other in beside {
            let (one, other) = if run.area.left < other.area.left { (*run, *other) } else { (*other, *run) };
            if other.area.left - one.area.right > MIN_GUTTER {
                blanks.push((one.area.right, other.area.left));
            }
        }
    }
    // Most lines of a column begin at the same x.
    let mut starts: Vec<f64> = blanks.iter().map(|(_, right)| *right).collect();
    starts.sort_by(f64::total_cmp);
    let run = starts.chunk_by(|one, other| other - one < 3.0).max_by_key(|run| run.len())?;
    let start = run[0];
    if run.len() < 6 {
        return None;
    }
    let ends = runs.iter().map(|run| run.area.right).filter(|right| *right < start - MIN_GUTTER / 2.0);
    let left_edge = runs.iter().map(|run| run.area.left).fold(f64::INFINITY, f64::min);
    let end = ends.fold(0.0, f64::max);
    // Prose fills its column, unlike the labels of a form.
    let is_wide = |run: &&&TextRun| {
        let right = run.area.right;
        right < start && right - run.area.left > 0.6 * (end - left_edge)
    };
    let lines = runs.iter().filter(|run| run.area.right < start).count();
    let wide = runs.iter().filter(is_wide).count();
    (wide * 2 > lines && end < start && end - left_edge > 100.0).then(|| f64::midpoint(end, start))
}

/// The items of one column as blocks of lines and tables.
fn blocks(items: Vec<Item>) -> Vec<Block> {
    let right = items.iter().map(Item::right).fold(0.0, f64::max);
    let mut blocks = Vec::new();
    let mut runs = Vec::new();
    for item in items {
        match item {
            Item::TextRun(run) => runs.push(run),
            Item::Table(table) => {
                blocks.extend(text(&std::mem::take(&mut runs), right));
                blocks.push(Block::Table(table));
            }
        }
    }
    blocks.extend(text(&runs, right));
    blocks
}

fn text(runs: &[TextRun], right: f64) -> Vec<Block> {
    let by_line = aligned_tables::by_line(runs);
    let mut blocks = Vec::new();
    let mut lines: Vec<TextRun> = Vec::new();
    let mut rest = by_line.as_slice();
    while let [line, after @ ..] = rest {
        if let Some((table, count)) = aligned_tables::without_lines(rest) {
            if !lines.is_empty() {
                blocks.push(Block::Text(std::mem::take(&mut lines), right));
            }
            blocks.push(Block::Table(table));
            rest = &rest[count..];
            continue;
        }
        lines.extend(aligned_tables::joined(line.clone()));
        rest = after;
    }
    if !lines.is_empty() {
        blocks.push(Block::Text(lines, right));
    }
    blocks
}
