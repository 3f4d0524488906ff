//! Finds the fields in the columns of a table by its header, or by the contents of the columns.

use super::{Field, heading::Heading, timescale};
use crate::{
    manuscript::Cell,
    understand::{grid::Grid, ratings::Statuses, themes::Themes},
    words::{fold, has_any, start, words},
};
use std::ops::Range;

/// The longest heading of a column.
const MAX_HEADING_LENGTH: usize = 120;
/// The number of lines at the top of a table that are searched for a header, because titles and keys may be above it.
const MAX_HEADER_LINES: usize = 12;
/// Headings of a risk register, which has actions and owners but is not a plan.
const RISK_HEADINGS: [&str; 3] = ["likelihood", "probability", "risk rating"];
/// The most cells of a column that are examined.
const MAX_SAMPLE_CELLS: usize = 60;

/// The fields of a table's columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub(super) fields: Vec<Option<Field>>,
    /// The folded text of the header, to recognise it when it is repeated.
    headings: Vec<String>,
    /// The text as written, which names the periods of columns.
    pub(super) titles: Vec<String>,
    /// Whether the fields were guessed from the contents of the columns.
    pub(super) is_guessed: bool,
}

/// A header and its lines.
pub(super) struct Header {
    pub(super) columns: Columns,
    pub(super) lines: Range<usize>,
}

impl Columns {
    /// The first header of a table.
    pub(super) fn first(grid: &Grid<'_>) -> Option<Header> {
        (0..grid.lines.len().min(MAX_HEADER_LINES)).find_map(|at| Self::at(grid, at))
    }

    /// The header that begins at a line. It has one line, or two if the first groups the columns of the second.
    pub(super) fn at(grid: &Grid<'_>, at: usize) -> Option<Header> {
        let line = grid.lines.get(at)?;
        let own = |column: usize| line.at(column).filter(|_| !line.is_from_above(column));
        let one = Self::of(&(0..grid.width).map(|column| vec![heading(own(column))]).collect::<Vec<_>>());
        let two = grid.lines.get(at + 1).filter(|_| Self::is_grouping(grid, at)).and_then(|below| {
            let both = |column: usize| {
                let parent = heading(line.cell(column));
                // A cell that spans both lines counts once.
                let child = if below.is_from_above(column) { String::new() } else { heading(below.at(column)) };
                let joined = format!("{parent} {child}");
                vec![child, joined.trim().to_owned(), parent]
            };
            Self::of(&(0..grid.width).map(both).collect::<Vec<_>>())
        });
        let recognised = |columns: &Self| columns.fields.iter().flatten().count();
        let (mut columns, lines) = match (one, two) {
            (one, Some(two)) if one.as_ref().is_none_or(|one| recognised(one) < recognised(&two)) => (two, at..at + 2),
            (Some(one), _) => (one, at..at + 1),
            (None, _) => return None,
        };
        let last = &grid.lines[lines.end - 1];
        columns.titles = (0..grid.width).map(|at| last.at(at).map(Cell::text).unwrap_or_default()).collect();
        Some(Header { columns, lines })
    }

    /// Whether a line has cells that span several columns, but none that spans all.
    fn is_grouping(grid: &Grid<'_>, at: usize) -> bool {
        let filled: Vec<&Cell> = grid.lines[at].filled().map(|(_, cell)| cell).collect();
        filled.len() > 1 && filled.iter().any(|cell| cell.columns > 1)
    }

    /// The columns of a header. It must name at least two fields, one of them the action, in the style of a header. Each column
    /// may have several candidate headings; the first that is a field counts.
    fn of(candidates: &[Vec<String>]) -> Option<Self> {
        if candidates.iter().flatten().any(|heading| heading.len() > MAX_HEADING_LENGTH * 2) {
            return None;
        }
        let known: Vec<Option<Heading>> =
            candidates.iter().map(|one| one.iter().find_map(|heading| Field::of_column(heading))).collect();
        let mut fields: Vec<Option<Field>> = known.iter().map(|heading| heading.map(|heading| heading.field)).collect();
        let colours = fields.iter().filter(|field| matches!(field, Some(Field::Colour(_)))).count();
        if candidates.iter().flatten().any(|heading| has_any(heading, &RISK_HEADINGS)) {
            return None;
        }
        let periods = fields.iter().filter(|field| **field == Some(Field::Period)).count();
        let has = |wanted: Field| known.iter().flatten().any(|heading| heading.field == wanted);
        let best = known.iter().flatten().map(|heading| heading.weight).max().unwrap_or_default();
        if best == 0 {
            // A column for each year, whose cells are the actions.
            let headings: Vec<String> = candidates.iter().map(|one| one.join(" ")).collect();
            let is_plan = periods >= 2 && has(Field::Theme);
            return is_plan.then(|| Self { fields, headings, ..Self::default() });
        }
        let action = known.iter().position(|heading| heading.is_some_and(|heading| heading.weight == best))?;
        let mut has_theme = false;
        for (at, field) in fields.iter_mut().enumerate() {
            let is_next = known[at].is_some_and(|heading| heading.weight == 2);
            match field {
                Some(Field::Action | Field::Objective) if at == action => *field = Some(Field::Action),
                // Next steps for an action that another column names are part of its comment.
                Some(Field::Action) => *field = is_next.then_some(Field::Comment),
                Some(Field::Theme) if has_theme => *field = None,
                Some(Field::Theme) => has_theme = true,
                // A single "Green" is not a header of tick columns.
                Some(Field::Colour(_)) if colours < 2 => *field = None,
                _ => {}
            }
        }
        let headings: Vec<String> = candidates.iter().map(|one| one.join(" ")).collect();
        let exact = known.iter().flatten().filter(|heading| heading.is_exact).count();
        let filled = candidates.iter().filter(|one| one.iter().any(|heading| !heading.is_empty())).count();
        let mut kinds: Vec<Field> = Vec::new();
        let is_distinctive = |field: &&Field| {
            !matches!(
                field,
                Field::Number | Field::Rationale | Field::Category | Field::Recommendations | Field::Allied
            )
        };
        for field in fields.iter().flatten().filter(is_distinctive) {
            if !kinds.contains(field) {
                kinds.push(*field);
            }
        }
        let short = candidates[action].iter().all(|heading| words(heading).count() <= 10);
        let is_header = kinds.len() >= 2 && exact >= 1 && short && known.iter().flatten().count() * 2 >= filled;
        is_header.then_some(Self { fields, headings, ..Self::default() })
    }

    /// The header in a line that repeats this one or is clearly another.
    pub(super) fn repeated_header(&self, grid: &Grid<'_>, at: usize) -> Option<Header> {
        // This runs for every row, so the cheap test comes first.
        let line = grid.lines.get(at)?;
        let is_long = |cell: &Cell| {
            cell.passages.iter().map(|passage| passage.text.len()).sum::<usize>() > MAX_HEADING_LENGTH * 2
        };
        if line.filled().any(|(_, cell)| is_long(cell)) {
            return None;
        }
        let is_same =
            |(at, cell): (usize, &Cell)| self.headings.get(at).is_some_and(|known| *known == heading(Some(cell)));
        let is_exact =
            |(_, cell): (usize, &Cell)| Field::of_column(&heading(Some(cell))).is_some_and(|heading| heading.is_exact);
        (line.filled().filter(|cell| is_same(*cell)).count() >= 2 || line.filled().all(is_exact))
            .then(|| Self::at(grid, at))
            .flatten()
    }

    /// The columns of a table without a header that has two columns and names a theme in its first cell.
    pub(super) fn guess(grid: &Grid<'_>, known: &Themes) -> Option<Self> {
        let line = grid.lines.first()?;
        let is_theme = !known.in_cell(&line.at(0)?.text()).is_empty();
        let fields = vec![Some(Field::Theme), Some(Field::Action)];
        let is_plan = grid.width == 2 && is_theme && line.at(1).is_some();
        is_plan.then_some(Self { fields, is_guessed: true, ..Self::default() })
    }

    /// Guesses the columns whose headings are not clear, by the names of themes and statuses in their cells.
    pub(super) fn guess_from_cells(
        &mut self,
        grid: &Grid<'_>,
        rows: Range<usize>,
        known: &Themes,
        statuses: &Statuses,
    ) {
        self.keep_one_status(grid, rows.clone(), statuses);
        for column in 0..self.fields.len() {
            let cells = grid.lines.get(rows.clone()).unwrap_or_default().iter();
            let texts: Vec<String> =
                cells.filter_map(|line| line.at(column)).take(MAX_SAMPLE_CELLS).map(Cell::text).collect();
            let most = |is: &dyn Fn(&String) -> bool| {
                texts.len() >= 2 && texts.iter().filter(|text| is(text)).count() * 10 >= texts.len() * 6
            };
            let is_theme = |text: &String| text.lines().next().is_some_and(|line| !known.in_heading(line).is_empty());
            let is_state = |text: &String| statuses.in_cell(text).is_some();
            let new = match self.fields[column] {
                None | Some(Field::Objective) if !self.has(Field::Theme) && most(&is_theme) => Field::Theme,
                None | Some(Field::Comment | Field::Done) if !self.has(Field::Status) && most(&is_state) => {
                    Field::Status
                }
                Some(Field::Measure) if !self.has(Field::Timescale) && most(&|text| timescale::is_timescale(text)) => {
                    Field::Timescale
                }
                _ => continue,
            };
            self.fields[column] = Some(new);
        }
    }

    /// Keeps the status column with the most statuses, the last of equals: an earlier column may hold the previous status, and
    /// people add a column for each year.
    fn keep_one_status(&mut self, grid: &Grid<'_>, rows: Range<usize>, statuses: &Statuses) {
        let recognised = |column: usize| {
            let cells = grid.lines.get(rows.clone()).unwrap_or_default().iter().filter_map(|line| line.at(column));
            cells.take(MAX_SAMPLE_CELLS).filter(|cell| statuses.in_cell(&cell.text()).is_some()).count()
        };
        let is_status = |at: &usize| self.fields[*at] == Some(Field::Status);
        let columns: Vec<usize> = (0..self.fields.len()).filter(is_status).collect();
        let Some(best) = columns.iter().copied().max_by_key(|column| recognised(*column)) else { return };
        for column in columns.into_iter().filter(|column| *column != best) {
            // An earlier status is not a comment.
            self.fields[column] = (recognised(column) == 0).then_some(Field::Comment);
        }
    }

    /// Whether it has more fields than themes and actions, so that it is a plan in any section.
    pub(super) fn is_certainly_a_plan(&self) -> bool {
        let is_more = |field: &Field| {
            !matches!(
                field,
                Field::Number
                    | Field::Theme
                    | Field::Action
                    | Field::Objective
                    | Field::Rationale
                    | Field::Category
                    | Field::Recommendations
                    | Field::Allied
            )
        };
        self.fields.iter().flatten().any(is_more)
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.fields.contains(&Some(field))
    }

    /// Whether it has a column of statuses.
    pub(super) fn has_statuses(&self) -> bool {
        let is_state = |field: &Field| matches!(field, Field::Status | Field::Colour(_) | Field::Done);
        self.fields.iter().flatten().any(is_state)
    }

    /// The column of a field.
    pub(super) fn column_of(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|known| *known == Some(field))
    }
}

fn heading(cell: Option<&Cell>) -> String {
    cell.map(|cell| fold(start(&cell.text(), MAX_HEADING_LENGTH * 2 + 1))).unwrap_or_default()
}
