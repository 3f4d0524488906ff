//! Turns the cells of a sheet into headings, passages and tables.
//!
//! Blank rows and columns are left out. Rows of one cell above a table are its title. One blank row does not end a table, because
//! many plans have one before each theme. Two blank rows end it, and so does a blank row before another header.

use super::{Area, CellContent, RowCells, Sheet};
use crate::manuscript::{Block, Cell, Location, Passage, Shape, Table, TableRow};
use crate::read::format_error::FormatError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most cells in all tables of a sheet. Blank ones are included, because cells far apart make wide tables.
const MAX_TABLE_CELLS: usize = 1_000_000;

/// Lays out a sheet.
pub(super) fn blocks(sheet: Sheet) -> Result<Vec<Block>, FormatError> {
    let place = |row: u32| Location::Sheet { sheet: sheet.number, row: row as usize + 1 };
    let mut rows: BTreeMap<u32, RowCells> = sheet.rows;
    // A row without text that is coloured separates other rows.
    rows.retain(|_, line| line.values().any(|content| !content.is_blank()));
    let Some(first) = rows.keys().next().copied() else { return Ok(Vec::new()) };
    let mut blocks = Vec::new();
    if let Some(name) = sheet.name.filter(|name| !name.trim().is_empty()) {
        let text = name.trim().to_owned();
        let (place, shape) = (place(first), Shape::Heading(1));
        blocks.push(Block::Passage(Passage::plain(place, shape, text)));
    }
    let mut area = 0;
    let wide: BTreeSet<(u32, u32)> = sheet.merged.iter().filter(|area| area.is_wide()).map(Area::start).collect();
    for mut group in groups(rows, &sheet.merged) {
        let titles = group.iter().position(|(_, line)| filled(line) > 1 || is_key(line)).unwrap_or(group.len());
        for (row, line) in group.drain(..titles) {
            for (column, mut content) in line {
                content.strong |= wide.contains(&(row, column));
                blocks.extend(content.passages(place(row)).into_iter().map(Block::Passage));
            }
        }
        if let Some(table) = table(group, &sheet.merged, &mut area, place)? {
            blocks.push(Block::Table(table));
        }
    }
    Ok(blocks)
}

/// Whether a row explains a colour: a blank coloured cell, and text in cells of another colour.
fn is_key(line: &RowCells) -> bool {
    let mut blank = line.values().filter(|content| content.is_blank() && content.shading.is_some());
    let words = line.values().find(|content| !content.is_blank());
    let (Some(colour), None) = (blank.next(), blank.next()) else { return false };
    words.is_some_and(|words| words.shading != colour.shading)
}

fn filled(line: &RowCells) -> usize {
    line.values().filter(|content| !content.is_blank()).count()
}

/// Groups rows that belong together.
fn groups(rows: BTreeMap<u32, RowCells>, merged: &[Area]) -> Vec<Vec<(u32, RowCells)>> {
    let mut groups: Vec<Vec<(u32, RowCells)>> = Vec::new();
    // A row that is covered by a merged cell is not blank.
    let mut ends: BTreeMap<u32, u32> = BTreeMap::new();
    for area in merged {
        let end = ends.entry(area.rows.0).or_default();
        *end = area.rows.1.max(*end);
    }
    let mut end = None;
    let mut rows = rows.into_iter().peekable();
    while let Some((row, line)) = rows.next() {
        let blank = end.map_or(0, |end| row.saturating_sub(end).saturating_sub(1));
        let last = groups.last();
        let is_new = match blank {
            0 => last.is_none(),
            1 => {
                let header = if filled(&line) > 1 { Some(&line) } else { rows.peek().map(|(_, next)| next) };
                last.is_none_or(|group| header.is_some_and(|line| is_header(line) || is_repeated(line, group)))
            }
            _ => true,
        };
        if is_new {
            groups.push(Vec::new());
        }
        end = Some(ends.get(&row).copied().unwrap_or(row).max(row).max(end.unwrap_or(row)));
        if let Some(group) = groups.last_mut() {
            group.push((row, line));
        }
    }
    groups
}

/// Whether a row looks like a header: several cells, all bold.
fn is_header(line: &RowCells) -> bool {
    filled(line) > 1 && line.values().filter(|content| !content.is_blank()).all(|content| content.strong)
}

/// Whether a row repeats the first full row of the group above.
fn is_repeated(line: &RowCells, group: &[(u32, RowCells)]) -> bool {
    let words =
        |line: &RowCells| line.values().map(CellContent::text).filter(|text| !text.is_empty()).collect::<Vec<_>>();
    let header = group.iter().map(|(_, line)| line).find(|line| filled(line) > 1);
    filled(line) > 1 && header.is_some_and(|header| words(header) == words(line))
}

/// A table of rows. A merged cell is where its area begins.
fn table(
    group: Vec<(u32, RowCells)>,
    merged: &[Area],
    cell_count: &mut usize,
    place: impl Fn(u32) -> Location,
) -> Result<Option<Table>, FormatError> {
    let columns = columns(&group);
    *cell_count += group.len().saturating_mul(columns.len());
    if *cell_count > MAX_TABLE_CELLS {
        return Err(FormatError::TooComplex);
    }
    let lines: Vec<u32> = group.iter().map(|(row, _)| *row).collect();
    let spans = spans(merged, &lines, &columns, cell_count)?;
    let mut rows = Vec::with_capacity(group.len());
    for (row, mut line) in group {
        let mut cells = Vec::with_capacity(columns.len());
        for column in &columns {
            let span = spans.get(&(row, *column)).copied().unwrap_or(Span { rows: 1, columns: 1 });
            if span == COVERED {
                continue;
            }
            let content = line.take(*column);
            let shading = content.shading;
            cells.push(Cell {
                passages: content.passages(place(row)),
                columns: span.columns,
                rows: span.rows,
                shading,
            });
        }
        rows.push(TableRow { place: place(row), cells });
    }
    Ok((!rows.is_empty()).then_some(Table { rows }))
}

/// The columns of a table: those with text, and coloured ones between or next to them. A status may be a colour without text, but
/// whole sheets may be coloured too.
fn columns(group: &[(u32, RowCells)]) -> Vec<u32> {
    let mut columns: BTreeMap<u32, bool> = BTreeMap::new();
    for (column, content) in group.iter().flat_map(|(_, line)| line.iter()) {
        *columns.entry(*column).or_default() |= !content.is_blank();
    }
    let with_words = || columns.iter().filter(|(_, has_text)| **has_text).map(|(column, _)| *column);
    let from = with_words().next().unwrap_or_default().saturating_sub(1);
    let to = with_words().next_back().unwrap_or_default().saturating_add(1);
    columns.keys().copied().filter(|column| (from..=to).contains(column)).collect()
}

/// How many of the remaining rows and columns a cell spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    rows: u16,
    columns: u16,
}

/// The cell is covered by one above it or to its left.
const COVERED: Span = Span { rows: 0, columns: 0 };

/// The spans of merged cells and the cells that they cover, by row and column. A cell in two areas belongs to the first.
fn spans(
    merged: &[Area],
    rows: &[u32],
    columns: &[u32],
    cell_count: &mut usize,
) -> Result<HashMap<(u32, u32), Span>, FormatError> {
    let indices = |all: &[u32], (from, to): (u32, u32)| {
        let start = all.partition_point(|at| *at < from);
        start..all.partition_point(|at| *at <= to).max(start)
    };
    let mut spans = HashMap::new();
    for area in merged {
        let (Some(rows), Some(columns)) =
            (rows.get(indices(rows, area.rows)), columns.get(indices(columns, area.columns)))
        else {
            continue;
        };
        *cell_count += rows.len().saturating_mul(columns.len());
        if *cell_count > MAX_TABLE_CELLS {
            return Err(FormatError::TooComplex);
        }
        let cells: Vec<(u32, u32)> = rows.iter().flat_map(|row| columns.iter().map(|column| (*row, *column))).collect();
        if cells.len() < 2 || cells.iter().any(|cell| spans.contains_key(cell)) {
            continue;
        }
        let count = |all: &[u32]| u16::try_from(all.len()).unwrap_or(u16::MAX);
        spans.extend(cells.iter().map(|cell| (*cell, COVERED)));
        spans.insert(cells[0], Span { rows: count(rows), columns: count(columns) });
    }
    Ok(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet from text: `|` separates cells, `*` makes one bold.
    fn sheet(rows: &[&str], merged: &[[u32; 4]]) -> Sheet {
        let mut sheet = Sheet { number: 1, ..Sheet::default() };
        for (row, line) in (0..).zip(rows) {
            for (column, words) in (0..).zip(line.split('|')) {
                let content =
                    CellContent { strong: words.starts_with('*'), ..CellContent::of(words.trim_start_matches('*')) };
                sheet.insert((row, column), content);
            }
        }
        let area = |[top, left, bottom, right]: &[u32; 4]| Area { rows: (*top, *bottom), columns: (*left, *right) };
        sheet.merged = merged.iter().map(area).collect();
        sheet
    }

    /// Blocks as text, one line each: cells between `|`, with their spans.
    fn laid_out(sheet: Sheet) -> Vec<String> {
        let cell = |cell: &Cell| match (cell.columns, cell.rows) {
            (1, 1) => cell.text(),
            (columns, rows) => format!("{}[{columns}x{rows}]", cell.text()),
        };
        let row = |row: &TableRow| row.cells.iter().map(cell).collect::<Vec<_>>().join("|");
        let block = |block: &Block| match block {
            Block::Table(table) => table.rows.iter().map(row).collect::<Vec<_>>().join(" / "),
            Block::Passage(passage) => passage.text.clone(),
            Block::Object(_) => String::new(),
        };
        blocks(sheet).unwrap().iter().map(block).collect()
    }

    #[test]
    fn blank_rows_and_columns_are_left_out() {
        assert_eq!(laid_out(sheet(&["", "|Action||Owner", "|Count||Ada"], &[])), ["Action|Owner / Count|Ada"]);
    }

    #[test]
    fn a_title_comes_before_its_table() {
        let laid_out = laid_out(sheet(&["Plan 2025", "Visibility", "Action|Owner", "Count|Ada"], &[]));
        assert_eq!(laid_out, ["Plan 2025", "Visibility", "Action|Owner / Count|Ada"]);
    }

    #[test]
    fn a_blank_row_does_not_end_a_table_but_a_header_below_it_does() {
        let rows = ["*Action|*Owner", "Count|Ada", "", "Ask|Max"];
        assert_eq!(laid_out(sheet(&rows, &[])), ["Action|Owner / Count|Ada / Ask|Max"]);
        let rows = ["*Action|*Owner", "Count|Ada", "", "Recognition", "*Action|*Owner", "Ask|Max"];
        assert_eq!(laid_out(sheet(&rows, &[])), ["Action|Owner / Count|Ada", "Recognition", "Action|Owner / Ask|Max"]);
        let rows = ["Action|Owner", "Count|Ada", "", "Action|Owner", "Ask|Max"];
        assert_eq!(laid_out(sheet(&rows, &[])).len(), 2, "a header that is repeated word by word");
        let rows = ["Action|Owner", "Count|Ada", "", "", "Unit|Men"];
        assert_eq!(laid_out(sheet(&rows, &[])).len(), 2, "two blank rows");
    }

    #[test]
    fn merged_cells_span_and_keep_columns_aligned() {
        let rows = ["Theme|Action|Owner", "Visibility|Count|Ada", "|Ask|Max"];
        assert_eq!(
            laid_out(sheet(&rows, &[[1, 0, 2, 0]])),
            ["Theme|Action|Owner / Visibility[1x2]|Count|Ada / Ask|Max"]
        );
        let rows = ["a|b|c", "All of it||", "d|e|f"];
        assert_eq!(laid_out(sheet(&rows, &[[1, 0, 1, 2]])), ["a|b|c / All of it[3x1] / d|e|f"]);
    }

    #[test]
    fn a_row_covered_by_merged_cells_is_not_a_gap() {
        let rows = ["*Action|*Owner", "Count|Ada", "", "*Ask|*Max"];
        assert_eq!(laid_out(sheet(&rows, &[[1, 0, 2, 0], [1, 1, 2, 1]])).len(), 1);
    }

    #[test]
    fn tables_of_cells_far_apart_are_refused() {
        let mut wide = Sheet { number: 1, ..Sheet::default() };
        for at in 0..2_000 {
            wide.insert((at, at), CellContent::of("a"));
            wide.insert((at, 5_000), CellContent::of("b"));
        }
        assert!(blocks(wide) == Err(FormatError::TooComplex));
    }

    #[test]
    fn overlapping_merged_areas_are_limited() {
        let mut sheet = sheet(&["a|b"; 1_000], &[]);
        sheet.merged = vec![Area { rows: (0, u32::MAX), columns: (0, u32::MAX) }; 2_000];
        assert_eq!(blocks(sheet), Err(FormatError::TooComplex));
    }
}
