//! Plans as tables, one row for each action. Heads of columns are words by which [`crate::read`] knows them.

use super::{Cell, CellKind, Column, Table};
use model::{
    ActionId,
    action::Promise,
    charter::Charter,
    dates::long_date,
    plan::{Ended, Origin, Outcome},
    snapshot::{PromisedAction, RatedAction, RatedPlan, Submission},
    timescale,
};

/// The columns of the last plan and of what came of it.
pub(super) fn rated_columns() -> Vec<Column> {
    let columns = [
        ("No.", 5),
        ("Theme", 14),
        ("Action", 22),
        ("Owner", 12),
        ("By when", 10),
        ("Measure of success", 14),
        ("RAG rating", 11),
        ("What happened", 22),
        ("What was learned", 15),
        ("Further details", 16),
    ];
    columns.into_iter().map(|(head, weight)| Column::of(head, weight)).collect()
}

/// The columns of a new plan.
pub(super) fn promised_columns() -> Vec<Column> {
    let columns = [
        ("No.", 4),
        ("Theme", 12),
        ("Action", 27),
        ("Owner", 12),
        ("By when", 10),
        ("Measure of success", 18),
        ("Resources", 14),
        ("Further details", 18),
    ];
    columns.into_iter().map(|(head, weight)| Column::of(head, weight)).collect()
}

/// The last plan, with what came of it.
pub(super) fn rated(submission: &Submission, plan: &RatedPlan, charter: &Charter) -> Table {
    let row = |(index, action): (usize, &RatedAction)| {
        let promise = &action.promise;
        let rating = Cell {
            kind: action.rating.map_or(CellKind::Words, CellKind::Rating),
            ..Cell::words(submission.word(action.rating))
        };
        let mut details = details(promise, action.open_since, charter);
        details.extend(said("Resources", &promise.resource));
        details.extend(action.becomes.as_ref().map(becomes));
        details.extend(action.left.as_ref().map(|ended| left(ended, plan)));
        let mut cells = begun(index, promise, submission);
        cells.extend([
            Cell::words(&promise.measure),
            rating,
            Cell::prose(&action.explanation),
            Cell::prose(&action.learning),
            lines(&details),
        ]);
        cells
    };
    Table {
        caption: "Actions of the last plan and how each stands".to_owned(),
        description:
            "Each row is an action: its number, themes, words, owner, date and measure; its rating as a word; what \
                      happened, what was learned, and further details."
                .to_owned(),
        columns: rated_columns(),
        rows: plan.actions.iter().enumerate().map(row).collect(),
    }
}

/// The plan that is promised.
pub(super) fn promised(submission: &Submission, charter: &Charter) -> Table {
    let row = |(index, action): (usize, &PromisedAction)| {
        let promise = &action.promise;
        let mut details = details(promise, action.open_since, charter);
        details.extend(origin(action.origin, submission));
        let mut cells = begun(index, promise, submission);
        cells.extend([Cell::words(&promise.measure), Cell::words(&promise.resource), lines(&details)]);
        cells
    };
    Table {
        caption: "Actions of the new plan".to_owned(),
        description:
            "Each row is an action: its number, themes, words, owner, date, measure and resources, and further \
                      details."
                .to_owned(),
        columns: promised_columns(),
        rows: submission.plan.actions.iter().enumerate().map(row).collect(),
    }
}

/// What both tables begin with: number, themes, words, owner, date.
fn begun(index: usize, promise: &Promise, submission: &Submission) -> Vec<Cell> {
    let themes: Vec<&str> = promise.themes.iter().map(|theme| submission.theme(theme)).collect();
    let number = u32::try_from(index + 1).ok();
    vec![
        Cell::number(number),
        Cell::words(&themes.join("\n")),
        Cell::head(&promise.text),
        Cell::words(&promise.owner),
        Cell::words(&by_when(promise)),
    ]
}

/// By when, in the words that were used; its day beside them where they do not say it.
fn by_when(promise: &Promise) -> String {
    let said = promise.timescale.trim();
    match promise.due {
        Some(due) if said.is_empty() => long_date(due),
        Some(due) if timescale::due(said) != Some(due) => format!("{said}\nDue {}", long_date(due)),
        _ => said.to_owned(),
    }
}

/// Everything else that was promised, a line for each.
fn details(promise: &Promise, open_since: Option<model::Date>, charter: &Charter) -> Vec<String> {
    let names = |found: Vec<String>| if found.is_empty() { None } else { Some(found.join(", ")) };
    let recommendations = promise.recommendations.iter().map(|key| {
        let sets = charter.recommendations.iter().flat_map(|set| &set.recommendations);
        sets.into_iter().find(|one| one.id == *key).map_or(key.as_str(), |one| &one.label).to_owned()
    });
    let allied = promise
        .allied
        .iter()
        .map(|key| charter.allied.iter().find(|one| one.id == *key).map_or(key.as_str(), |one| &one.name).to_owned());
    let category = promise
        .category
        .as_ref()
        .map(|key| charter.category(key).map_or(key.as_str(), |category| &category.name).to_owned());
    [
        promise.starts.map(|day| format!("From: {}", long_date(day))),
        open_since.map(|day| format!("First promised: {}", long_date(day))),
        said("Why", &promise.rationale),
        category.map(|category| format!("Kind: {category}")),
        names(recommendations.collect()).map(|names| format!("Recommendations: {names}")),
        names(allied.collect()).map(|names| format!("Also serves: {names}")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn said(label: &str, words: &str) -> Option<String> {
    let words = words.trim();
    (!words.is_empty()).then(|| format!("{label}: {words}"))
}

fn lines(lines: &[String]) -> Cell {
    let prose = lines.iter().map(|line| crate::write::prose::Paragraph::of(line)).collect();
    Cell { prose, kind: CellKind::Words }
}

fn becomes(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Continued => "It goes on in the new plan.".to_owned(),
        Outcome::Related => "Another action goes on from it.".to_owned(),
        Outcome::Stopped { reason } if reason.trim().is_empty() => "It ends here.".to_owned(),
        Outcome::Stopped { reason } => format!("It ends here: {}", reason.trim()),
    }
}

fn left(ended: &Ended, plan: &RatedPlan) -> String {
    let number = |id: &ActionId| plan.actions.iter().position(|action| action.id == *id).map(|at| at + 1);
    match ended {
        Ended::Withdrawn { reason } => format!("Withdrawn: {}", reason.trim()),
        Ended::Merged { into, reason } => match number(into) {
            Some(number) => format!("Merged into number {number}: {}", reason.trim()),
            None => format!("Merged into another: {}", reason.trim()),
        },
    }
}

fn origin(origin: Origin, submission: &Submission) -> Option<String> {
    let rated = submission.rated.as_ref();
    let number = |id: ActionId| rated?.actions.iter().position(|action| action.id == id).map(|at| at + 1);
    match origin {
        Origin::New => None,
        Origin::Continued => Some("Goes on from the last plan.".to_owned()),
        Origin::Related(id) => Some(match number(id) {
            Some(number) => format!("Goes on from number {number} of the last plan."),
            None => "Goes on from another action.".to_owned(),
        }),
    }
}
