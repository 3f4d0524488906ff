//! Which column's shades say how far actions have come. Most shades are decoration: headers, bands, a colour for each theme.

use super::{Field, columns::Columns};
use crate::{
    reading::Certainty,
    understand::{grid::Grid, hue::Hue, legend::Legend},
};
use model::charter::rating::Colour;

/// A column whose shades are statuses, and how sure that is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shades {
    pub(super) column: usize,
    pub(super) certainty: Certainty,
}

/// The status that the shade of a cell stands for.
pub(super) fn status(grid: &Grid<'_>, line: usize, column: usize, legend: &Legend) -> Option<Colour> {
    hue(grid, line, column).and_then(|hue| legend.means(hue))
}

fn hue(grid: &Grid<'_>, line: usize, column: usize) -> Option<Hue> {
    Hue::of(grid.lines[line].cell(column)?.shading?)
}

/// The column whose shades are statuses. `rows` are the lines that hold actions, each with the number of the theme that it
/// stands under.
///
/// In a column of statuses every shade counts that the rest of its row does not have too. Elsewhere it counts if at least two
/// statuses occur, or a legend explains shades, and if it tells actions of one theme apart.
pub(super) fn column(grid: &Grid<'_>, columns: &Columns, rows: &[(usize, usize)], legend: &Legend) -> Option<Shades> {
    let told = |column: usize| rows.iter().filter(move |(line, _)| status(grid, *line, column, legend).is_some());
    if let Some(column) = columns.of_field(Field::Status) {
        let whole_row = |line: usize| {
            let hue_here = hue(grid, line, column);
            (0..grid.width).filter(|other| *other != column).all(|other| hue(grid, line, other) == hue_here)
        };
        let is_striped = kinds(grid, column, rows, legend) < 2 && told(column).all(|(line, _)| whole_row(*line));
        return (told(column).count() > 0 && !is_striped).then_some(Shades { column, certainty: Certainty::Likely });
    }
    if columns.has_states() {
        return None;
    }
    let rank = |column: &usize| match columns.fields.get(*column).copied().flatten() {
        Some(Field::Action) => 0,
        Some(Field::Number) => 1,
        None => 2,
        _ => 3,
    };
    let is_no_theme = |column: &usize| columns.fields.get(*column).copied().flatten() != Some(Field::Theme);
    let mut candidates: Vec<usize> = (0..grid.width).filter(is_no_theme).collect();
    candidates.sort_by_key(rank);
    let column = candidates.into_iter().find(|column| {
        let kinds = kinds(grid, *column, rows, legend);
        (kinds >= 2 || kinds == 1 && legend.is_of_statuses()) && !follows_themes(grid, *column, rows)
    })?;
    let certainty = if legend.is_of_statuses() { Certainty::Likely } else { Certainty::Doubtful };
    Some(Shades { column, certainty })
}

/// How many statuses occur.
fn kinds(grid: &Grid<'_>, column: usize, rows: &[(usize, usize)], legend: &Legend) -> usize {
    let occurs = |colour: &Colour| rows.iter().any(|(line, _)| status(grid, *line, column, legend) == Some(*colour));
    Colour::ALL.iter().filter(|colour| occurs(colour)).count()
}

/// Whether all rows of a theme have one colour, and several themes have rows: then the colour is the theme's.
fn follows_themes(grid: &Grid<'_>, column: usize, rows: &[(usize, usize)]) -> bool {
    let mut pairs = 0;
    for ((line, theme), (next, next_theme)) in rows.iter().zip(rows.iter().skip(1)) {
        if theme == next_theme {
            pairs += 1;
            if hue(grid, *line, column) != hue(grid, *next, column) {
                return false;
            }
        }
    }
    pairs > 0 && rows.first().map(|(_, theme)| theme) != rows.last().map(|(_, theme)| theme)
}
