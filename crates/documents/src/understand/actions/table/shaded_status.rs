//! Finds the column whose shades are statuses. Most shades are decoration: headers, bands, a colour for each theme.

use super::super::{Field, columns::Columns};
use crate::{
    reading::Certainty,
    understand::{
        grid::Grid,
        ratings::{hue::Hue, legend::Legend},
    },
};
use model::charter::rating::Colour;

/// A column whose shades are statuses, and how certain that is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shades {
    pub(super) column: usize,
    pub(super) certainty: Certainty,
}

/// The rating of a cell's shade.
pub(super) fn status(grid: &Grid<'_>, line: usize, column: usize, legend: &Legend) -> Option<Colour> {
    hue(grid, line, column).and_then(|hue| legend.rating_of(hue))
}

fn hue(grid: &Grid<'_>, line: usize, column: usize) -> Option<Hue> {
    Hue::of(grid.lines[line].cell(column)?.shading?)
}

/// Finds the column whose shades are statuses. `rows` are the lines with actions, each with the number of its theme.
///
/// In a status column, every shade counts that the rest of its row does not have. In other columns, shades count if at least two
/// ratings occur or a legend explains them, and if they differ between actions of one theme.
pub(super) fn column(grid: &Grid<'_>, columns: &Columns, rows: &[(usize, usize)], legend: &Legend) -> Option<Shades> {
    let rated = |column: usize| rows.iter().filter(move |(line, _)| status(grid, *line, column, legend).is_some());
    if let Some(column) = columns.column_of(Field::Status) {
        let whole_row = |line: usize| {
            let own_hue = hue(grid, line, column);
            (0..grid.width).filter(|other| *other != column).all(|other| hue(grid, line, other) == own_hue)
        };
        let is_striped = kinds(grid, column, rows, legend) < 2 && rated(column).all(|(line, _)| whole_row(*line));
        return (rated(column).count() > 0 && !is_striped).then_some(Shades { column, certainty: Certainty::Likely });
    }
    if columns.has_statuses() {
        return None;
    }
    let rank = |column: &usize| match columns.fields.get(*column).copied().flatten() {
        Some(Field::Action) => 0,
        Some(Field::Number) => 1,
        None => 2,
        _ => 3,
    };
    let is_not_theme = |column: &usize| columns.fields.get(*column).copied().flatten() != Some(Field::Theme);
    let mut candidates: Vec<usize> = (0..grid.width).filter(is_not_theme).collect();
    candidates.sort_by_key(rank);
    let column = candidates.into_iter().find(|column| {
        let kinds = kinds(grid, *column, rows, legend);
        (kinds >= 2 || kinds == 1 && legend.explains_statuses()) && !follows_themes(grid, *column, rows)
    })?;
    let certainty = if legend.explains_statuses() { Certainty::Likely } else { Certainty::Doubtful };
    Some(Shades { column, certainty })
}

/// The number of different ratings.
fn kinds(grid: &Grid<'_>, column: usize, rows: &[(usize, usize)], legend: &Legend) -> usize {
    let occurs = |colour: &Colour| rows.iter().any(|(line, _)| status(grid, *line, column, legend) == Some(*colour));
    Colour::ALL.iter().filter(|colour| occurs(colour)).count()
}

/// Whether several themes have rows and each theme has one colour: then the colour marks the theme.
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
