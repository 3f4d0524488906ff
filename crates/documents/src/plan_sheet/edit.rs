//! Parses the cells of a row into action details and a progress update.

use super::{
    Column,
    differences::{Edit, Problem},
    rating::{colour_name, rating},
};
use crate::{charter_names, understand, words::fold};
use model::{
    Date,
    charter::{Charter, rating::Colour},
    plan::{
        action::{Action, ActionDetails, ActionDraft, ActionField, FieldKind},
        progress::{Progress, ProgressField},
        timescale::{Meaning, Timescale},
    },
};

/// Applies the changes of an edit to an action, or to an empty draft for a new one, and adds what would be saved.
pub(super) fn finish(mut edit: Edit, action: Option<&Action>, charter: &Charter, today: Date) -> Edit {
    let mut draft = action.map(|action| ActionDraft::from(action.details.clone())).unwrap_or_default();
    let update = action.and_then(|action| action.progress_update.as_ref());
    let mut progress = ProgressDraft {
        colour: action.and_then(Action::colour),
        explanation: update.map(|update| update.explanation().to_owned()).unwrap_or_default(),
        learning: update.map(|update| update.learning.clone()).unwrap_or_default(),
    };
    let (mut has_details, mut has_progress) = (false, false);
    for change in &edit.changes {
        let result = if let Column::Field(field) = change.column {
            has_details = true;
            set_field(&mut draft, field, &change.after, charter)
        } else {
            has_progress = true;
            progress.set_field(change.column, &change.after, charter)
        };
        if let Err(message) = result {
            edit.problems.push(Problem { column: change.column, message });
        }
    }
    let is_valid = |edit: &Edit, progress: bool| {
        let is_progress = |problem: &&Problem| !matches!(problem.column, Column::Field(_));
        edit.problems.iter().filter(|problem| is_progress(problem) == progress).count() == 0
    };
    if has_details && is_valid(&edit, false) {
        match ActionDetails::parse_on(&draft, charter, today) {
            Ok(details) => edit.details = Some(details),
            Err(flaws) => edit.problems.extend(
                flaws.into_iter().map(|flaw| Problem { column: Column::Field(flaw.field), message: flaw.message }),
            ),
        }
    }
    if has_progress && is_valid(&edit, true) {
        match Progress::parse(
            progress.colour.map(Colour::as_str).unwrap_or_default(),
            &progress.explanation,
            &progress.learning,
        ) {
            Ok(progress) => edit.progress = Some(progress),
            Err(flaws) => {
                edit.problems.extend(
                    flaws
                        .into_iter()
                        .map(|flaw| Problem { column: column_of(flaw.field), message: flaw.message.to_owned() }),
                );
            }
        }
    }
    edit
}

/// The fields of a progress update.
struct ProgressDraft {
    colour: Option<Colour>,
    explanation: String,
    learning: String,
}

impl ProgressDraft {
    fn set_field(&mut self, column: Column, words: &str, charter: &Charter) -> Result<(), String> {
        match column {
            Column::Explanation => words.clone_into(&mut self.explanation),
            Column::Learning => words.clone_into(&mut self.learning),
            _ if words.is_empty() => {
                return Err("A rating cannot be removed. Select a RAG rating".to_owned());
            }
            _ => {
                let unknown = || format!("“{words}” is not a RAG rating: select one from the list");
                self.colour = Some(colour(words, charter).ok_or_else(unknown)?);
            }
        }
        Ok(())
    }
}

/// The colour that a cell names, by any of its known names.
pub(super) fn colour(words: &str, charter: &Charter) -> Option<Colour> {
    let folded = fold(words);
    let is_named = |colour: &Colour| {
        [rating(*colour, charter), colour_name(*colour).to_owned(), charter.word(Some(*colour)).to_owned()]
            .iter()
            .any(|known| fold(known) == folded)
    };
    Colour::ALL.into_iter().find(is_named).or_else(|| understand::colour_in_cell(words, charter))
}

fn set_field(draft: &mut ActionDraft, field: ActionField, words: &str, charter: &Charter) -> Result<(), String> {
    if let Some(text) = draft.text_mut(field) {
        words.clone_into(text);
        return Ok(());
    }
    match field {
        ActionField::Themes => draft.themes = keys(words, "theme", charter_names::themes(charter))?,
        ActionField::Starts => draft.starts = first_day(words)?,
        ActionField::Due => draft.due = last_day(words)?,
        ActionField::Category => {
            let found = keys(words, "category", charter_names::categories(charter))?;
            draft.category = found.into_iter().next().unwrap_or_default();
        }
        ActionField::Recommendations => {
            draft.recommendations = keys(words, "recommendation", charter_names::recommendations(charter))?;
        }
        ActionField::Allied => draft.allied = keys(words, "charter", charter_names::allied(charter))?,
        _ => return Err(format!("{} is not read from a workbook", field.label())),
    }
    Ok(())
}

fn keys<'a>(words: &str, kind: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Vec<String>, String> {
    charter_names::keys(words, known)
        .map_err(|name| format!("“{name}” is not a known {kind}: select one from the list"))
}

/// The date in a cell.
fn first_day(words: &str) -> Result<Option<Date>, String> {
    match Timescale::read(words).meaning() {
        _ if words.is_empty() => Ok(None),
        // Date cells are read as dates in this format.
        _ if words.parse::<Date>().is_ok() => Ok(words.parse().ok()),
        Meaning::Day(day) => Ok(Some(*day)),
        _ => Err(not_a_date(words)),
    }
}

/// The last day of a date, month or year.
pub(super) fn last_day(words: &str) -> Result<Option<Date>, String> {
    let scale = Timescale::read(words);
    match words.parse().ok().or_else(|| scale.due()) {
        _ if words.is_empty() => Ok(None),
        Some(day) => Ok(Some(day)),
        None => Err(match scale.meaning() {
            Meaning::Impossible(why) | Meaning::Ambiguous(why) => why.clone(),
            _ => not_a_date(words),
        }),
    }
}

fn not_a_date(words: &str) -> String {
    format!(
        "“{words}” is not a date: enter a date such as 31 March 2027, or use the column “{}”",
        Column::Field(ActionField::Timescale).heading()
    )
}

/// Whether two cells have the same meaning, even if they are worded differently.
pub(super) fn have_same_meaning(column: Column, one: &str, other: &str, charter: &Charter) -> bool {
    if one == other {
        return true;
    }
    let set = |field: ActionField, words: &str| {
        let mut draft = ActionDraft::default();
        set_field(&mut draft, field, words, charter).ok()?;
        let mut keys = [draft.themes, draft.recommendations, draft.allied, vec![draft.category]].concat();
        keys.sort();
        Some((keys, draft.starts, draft.due))
    };
    match column {
        Column::Rating => colour(one, charter).is_some_and(|known| colour(other, charter) == Some(known)),
        Column::Field(field) => match field.kind() {
            FieldKind::Key | FieldKind::Keys | FieldKind::Date => {
                set(field, one).is_some_and(|known| set(field, other) == Some(known))
            }
            FieldKind::Text(_) => false,
        },
        Column::Explanation | Column::Learning => false,
    }
}

/// The column of a field of a progress update.
fn column_of(field: ProgressField) -> Column {
    match field {
        ProgressField::Rating => Column::Rating,
        ProgressField::Explanation => Column::Explanation,
        ProgressField::Learning => Column::Learning,
    }
}
