//! Plans as tables, one for each theme, with one row for each action. [`crate::read()`] recognises the headings of the columns.

use super::{Cell, CellKind, Column, Part, Table, heading};
use crate::{
    charter_names,
    reading::{EarlyEnd, PlanOrigin},
    wording::details::Detail,
    words::non_blank,
    write::prose::Paragraph,
};
use model::{
    ActionId, AlliedKey, CategoryKey, RecommendationKey, ThemeKey,
    assessment::locked_version::{self, RatedAction, SubmittedAction},
    charter::{Charter, rating::Colour},
    core::dates::long_date,
    plan::{self, Ended, action::PublicDetails, timescale},
};

/// The theme column, for a plan in one table.
pub(super) const THEME: (&str, u16) = ("Theme", 17);

/// The caption of the tables of the previous plan.
pub(super) const RATED_CAPTION: &str = "Previous action plan: RAG ratings";

/// The caption of the tables of the new plan.
pub(super) const NEW_CAPTION: &str = "New action plan";

/// The columns of the previous plan, with its ratings.
const RATED: [(&str, u16); 9] = [
    ("No.", 6),
    ("Action", 24),
    ("Owner", 15),
    ("Timescale", 15),
    ("Success measure", 18),
    ("RAG rating", 15),
    ("Explanation", 24),
    ("Learning", 19),
    ("Further details", 24),
];

/// The columns of a new plan.
const NEW: [(&str, u16); 7] = [
    ("No.", 6),
    ("Action", 32),
    ("Owner", 17),
    ("Timescale", 17),
    ("Success measure", 24),
    ("Resources", 20),
    ("Further details", 28),
];

/// The columns of a rated plan on a blank form, which leaves out the details.
pub(super) fn rated_columns() -> Vec<Column> {
    with_theme(&RATED)
}

/// The columns of a new plan on a blank form.
pub(super) fn new_columns() -> Vec<Column> {
    with_theme(&NEW)
}

fn with_theme(columns: &[(&str, u16)]) -> Vec<Column> {
    let (number, others) = columns.split_first().expect("there is a column for numbers");
    [number, &THEME].into_iter().chain(others).map(|(head, weight)| Column::of(head, *weight)).collect()
}

/// The previous plan with its ratings: one table for each theme.
pub(super) fn rated(previous: &[RatedAction], terms: &locked_version::Charter, charter: &Charter) -> Vec<Part> {
    let numbers = Numbers::of(previous, terms);
    let row = |number: usize, action: &RatedAction| {
        let details = &action.details;
        let rating = Cell {
            kind: action.rating.map_or(CellKind::Text, CellKind::Rating),
            ..Cell::plain(word(terms, action.rating))
        };
        let mut further = further_details(details, action.open_since, terms, charter);
        further.extend(non_blank(&details.resource).map(Detail::Resource));
        further.extend(action.becomes.clone().map(Detail::Outcome));
        further.extend(action.left.as_ref().map(|ended| Detail::Ended(numbers.early_end(ended))));
        let mut cells = first_cells(number, details);
        cells.extend([
            Cell::plain(&details.measure),
            rating,
            Cell::prose(&action.explanation),
            Cell::prose(&action.learning),
            details_cell(&further),
        ]);
        cells
    };
    let tables = PlanTables {
        caption: RATED_CAPTION,
        description: "Each row is an action: number, action, owner, timescale, success measure, RAG rating, explanation, \
                      learning and further details.",
        columns: &RATED,
    };
    tables.by_theme(&in_printed_order(previous, |one| &one.details, terms), row)
}

/// The new plan: one table for each theme.
pub(super) fn new_plan(
    new: &[SubmittedAction],
    previous: &[RatedAction],
    terms: &locked_version::Charter,
    charter: &Charter,
) -> Vec<Part> {
    let numbers = Numbers::of(previous, terms);
    let row = |number: usize, action: &SubmittedAction| {
        let details = &action.details;
        let mut further = further_details(details, action.open_since, terms, charter);
        further.extend(numbers.origin(action.origin).map(Detail::Origin));
        let mut cells = first_cells(number, details);
        cells.extend([Cell::plain(&details.measure), Cell::plain(&details.resource), details_cell(&further)]);
        cells
    };
    let tables = PlanTables {
        caption: NEW_CAPTION,
        description: "Each row is an action: number, action, owner, timescale, success measure, resources and further details.",
        columns: &NEW,
    };
    tables.by_theme(&in_printed_order(new, |one| &one.details, terms), row)
}

/// How a plan is shown.
struct PlanTables<'a> {
    caption: &'a str,
    description: &'a str,
    columns: &'a [(&'a str, u16)],
}

impl PlanTables<'_> {
    /// A heading and a table for each theme. Actions without a theme come first. Numbers continue from table to table.
    fn by_theme<A>(&self, actions: &[(Option<&str>, &A)], row: impl Fn(usize, &A) -> Vec<Cell>) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut number = 0;
        for group in actions.chunk_by(|one, other| one.0 == other.0) {
            let theme = group[0].0;
            parts.extend(theme.map(|name| heading(2, name)));
            let rows = group.iter().map(|(_, action)| {
                number += 1;
                row(number, action)
            });
            parts.push(Part::Table(Table {
                caption: theme.map_or_else(|| self.caption.to_owned(), |name| format!("{}: {name}", self.caption)),
                description: self.description.to_owned(),
                columns: self.columns.iter().map(|(head, weight)| Column::of(head, *weight)).collect(),
                rows: rows.collect(),
            }));
        }
        if parts.is_empty() {
            parts.push(Part::Guidance("No actions.".to_owned()));
        }
        parts
    }
}

/// The actions of a plan in printed order, each under the first of its themes: those without a theme, then by theme in the order
/// of the charter, and within a theme in the order of the plan.
fn in_printed_order<'a, A>(
    actions: impl IntoIterator<Item = &'a A>,
    details: fn(&A) -> &PublicDetails,
    terms: &'a locked_version::Charter,
) -> Vec<(Option<&'a str>, &'a A)> {
    let place = |action: &A| {
        let first = details(action).themes.first()?;
        Some(terms.themes.iter().position(|theme| theme.id == *first).unwrap_or(usize::MAX))
    };
    let mut actions: Vec<&A> = actions.into_iter().collect();
    actions.sort_by_key(|action| place(action));
    let theme = |action: &'a A| details(action).themes.first().map(|key| theme_name(terms, key));
    actions.into_iter().map(|action| (theme(action), action)).collect()
}

/// The printed numbers of a plan's actions.
pub(super) struct Numbers(Vec<ActionId>);

impl Numbers {
    /// The numbers of the previous plan.
    pub(super) fn of(previous: &[RatedAction], terms: &locked_version::Charter) -> Self {
        Self(in_printed_order(previous, |one| &one.details, terms).into_iter().map(|(_, action)| action.id).collect())
    }

    /// The numbers of the new plan.
    pub(super) fn of_new(new: &[SubmittedAction], terms: &locked_version::Charter) -> Self {
        Self(in_printed_order(new, |one| &one.details, terms).into_iter().map(|(_, action)| action.id).collect())
    }

    pub(super) fn number(&self, id: ActionId) -> Option<usize> {
        self.0.iter().position(|other| *other == id).map(|at| at + 1)
    }

    /// How an action ended, with the number of the action that it was merged into.
    fn early_end(&self, ended: &Ended) -> EarlyEnd {
        match ended {
            Ended::Withdrawn { reason } => EarlyEnd::Withdrawn { reason: reason.clone() },
            Ended::Merged { into, reason } => EarlyEnd::Merged { into: self.number(*into), reason: reason.clone() },
        }
    }

    fn origin(&self, origin: plan::Origin) -> Option<PlanOrigin> {
        match origin {
            plan::Origin::New => None,
            plan::Origin::Continued => Some(PlanOrigin::Continued),
            plan::Origin::Related(id) => Some(PlanOrigin::Related { number: self.number(id) }),
        }
    }
}

/// The first cells of a row in both tables: number, text, owner, timescale.
fn first_cells(number: usize, details: &PublicDetails) -> Vec<Cell> {
    vec![
        Cell::number(u32::try_from(number).ok()),
        Cell::row_header(&details.text),
        Cell::plain(&details.owner),
        Cell::plain(&by_when(details)),
    ]
}

/// The timescale, as written, with the due date if the text does not contain it.
fn by_when(details: &PublicDetails) -> String {
    let written = details.timescale.trim();
    match details.due {
        Some(due) if written.is_empty() => long_date(due),
        Some(due) if timescale::due(written) != Some(due) => format!("{written}\nDue {}", long_date(due)),
        _ => written.to_owned(),
    }
}

/// All other details of an action.
fn further_details(
    details: &PublicDetails,
    open_since: Option<model::Date>,
    terms: &locked_version::Charter,
    charter: &Charter,
) -> Vec<Detail> {
    let names = |names: Vec<&str>| Some(names.join("; ")).filter(|names| !names.is_empty());
    let others = details.themes.iter().skip(1).map(|key| theme_name(terms, key)).collect();
    let category = |key: &CategoryKey| charter_names::name(key.as_str(), charter_names::categories(charter)).to_owned();
    let recommendation =
        |key| charter_names::name(RecommendationKey::as_str(key), charter_names::recommendations(charter));
    let allied = |key| charter_names::name(AlliedKey::as_str(key), charter_names::allied(charter));
    [
        names(others).map(Detail::AlsoUnder),
        details.starts.map(Detail::Starts),
        open_since.map(Detail::OpenSince),
        non_blank(&details.rationale).map(Detail::Rationale),
        details.category.as_ref().map(category).map(Detail::Category),
        names(details.recommendations.iter().map(recommendation).collect()).map(Detail::Recommendations),
        names(details.allied.iter().map(allied).collect()).map(Detail::Allied),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The name that a theme had when the text was written.
fn theme_name<'a>(terms: &'a locked_version::Charter, key: &'a ThemeKey) -> &'a str {
    terms.themes.iter().find(|theme| theme.id == *key).map_or(key.as_str(), |theme| &theme.name)
}

/// The term for a rating; "Not rated" if there is none.
fn word(terms: &locked_version::Charter, rating: Option<Colour>) -> &str {
    let Some(colour) = rating else { return "Not rated" };
    terms.ratings.iter().find(|meaning| meaning.colour == colour).map_or(colour.as_str(), |meaning| &meaning.word)
}

/// A cell with one line for each detail.
fn details_cell(details: &[Detail]) -> Cell {
    Cell { prose: details.iter().map(|detail| Paragraph::of(&detail.line())).collect(), kind: CellKind::Text }
}
