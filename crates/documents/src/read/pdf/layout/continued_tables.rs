//! Joins tables that continue on the next page.

use crate::read::pdf::layout::{Block, DrawnRow, DrawnTable, PageLayout};
use crate::words::fold;

/// A block and the index of the page on which it begins.
pub(crate) struct OnPage {
    pub(crate) page: usize,
    pub(crate) block: Block,
}

/// Moves the blocks out of all pages and joins tables that continue on the next page.
pub(crate) fn join(pages: &mut [PageLayout]) -> Vec<OnPage> {
    let mut all: Vec<OnPage> = Vec::new();
    for (index, page) in pages.iter_mut().enumerate() {
        for (at, mut block) in std::mem::take(&mut page.blocks).into_iter().enumerate() {
            if let Block::Table(table) = &mut block {
                for row in &mut table.rows {
                    row.page = index;
                }
            }
            match (all.last_mut(), block) {
                (Some(OnPage { page, block: Block::Table(above) }), Block::Table(below))
                    if at == 0 && index > *page && has_same_columns(above, &below) =>
                {
                    continue_table(above, below);
                    *page = index;
                }
                (_, block) => all.push(OnPage { page: index, block }),
            }
        }
    }
    all
}

fn has_same_columns(above: &DrawnTable, below: &DrawnTable) -> bool {
    const TOLERANCE: f64 = 8.0;
    let shift = below.xs.first().copied().unwrap_or_default() - above.xs.first().copied().unwrap_or_default();
    // Left and right pages may have different margins.
    let near = |(one, other): (&f64, &f64)| (other - one - shift).abs() < TOLERANCE;
    above.xs.len() == below.xs.len() && above.xs.len() > 2 && above.xs.iter().zip(&below.xs).all(near)
}

fn continue_table(above: &mut DrawnTable, below: DrawnTable) {
    let is_header = |row: usize| {
        let words = below.texts(row);
        words.iter().any(|word| !word.is_empty()) && words == above.texts(row)
    };
    let header = (0..3).take_while(|row| is_header(*row)).count();
    let mut rows = below.rows.into_iter().skip(header);
    if let Some(first) = rows.next() {
        match above.rows.last_mut() {
            Some(last) if is_same_row(last, &first) => {
                for (cell, more) in last.cells.iter_mut().zip(first.cells) {
                    cell.lines.extend(more.lines);
                    cell.shading = cell.shading.or(more.shading);
                }
            }
            _ => above.rows.push(first),
        }
    }
    above.rows.extend(rows);
}

/// Whether the first row of a page continues the last row of the page before: none of its cells begins something new, and at least one
/// continues a sentence.
fn is_same_row(last: &DrawnRow, first: &DrawnRow) -> bool {
    let is_alike = last.cells.len() == first.cells.len()
        && last
            .cells
            .iter()
            .zip(&first.cells)
            .all(|(one, other)| one.column == other.column && one.columns == other.columns);
    if !is_alike {
        return false;
    }
    let mut continues = false;
    for (index, (above, below)) in last.cells.iter().zip(&first.cells).enumerate() {
        let Some(line) = below.lines.first() else { continue };
        let Some(before) = above.lines.last() else { return false };
        let (before, after) = (before.text(), line.text());
        let is_open = !before.trim_end().ends_with(['.', '!', '?', ':', ';']);
        let is_lower = after.starts_with(char::is_lowercase);
        // Short texts, such as numbers, names and dates, begin a new row, and so do texts with a bullet or number.
        let is_marked = after.starts_with(|c: char| c.is_ascii_digit() || "•▪○●-–".contains(c));
        let is_first = index == 0 && !fold(&after).is_empty();
        if is_first && !is_lower {
            return false;
        }
        continues |= is_lower || is_open && before.len() > 30 && !is_marked;
    }
    continues
}
