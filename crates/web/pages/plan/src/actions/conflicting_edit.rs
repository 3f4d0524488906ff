//! Conflicting edits of an action: both versions, field by field.

use model::{
    charter::Charter,
    plan::{
        action::{ActionDetails, ActionField, FieldChange},
        field::label,
    },
    work::event::EventKind,
};

/// A field with two versions.
pub(super) struct FieldDifference {
    pub(super) field: String,
    pub(super) theirs: String,
    pub(super) mine: String,
}

/// The fields in which the stored action differs from the edit.
pub(super) fn differences(now: &ActionDetails, mine: &ActionDetails, charter: &Charter) -> Vec<FieldDifference> {
    let shown =
        |field: ActionField, words: &str| Some(field.in_words(words, charter)).filter(|words| !words.is_empty());
    let pair = |FieldChange { field, was, is }: FieldChange| FieldDifference {
        theirs: shown(field, &was).unwrap_or_else(|| "Blank".to_owned()),
        mine: shown(field, &is).unwrap_or_else(|| "Blank".to_owned()),
        field: field.form_label().to_owned(),
    };
    now.changes(mine).into_iter().map(pair).collect()
}

/// Returns the label of each changed field and its earlier content, or "blank" if it had none.
#[must_use]
pub fn former_values(charter: &Charter, what: &EventKind) -> Vec<(String, String)> {
    let content = |field: &str, words: &str| match ActionField::from_stored(field) {
        _ if words.is_empty() => "blank".to_owned(),
        Some(field) => field.in_words(words, charter),
        None => words.to_owned(),
    };
    what.was().into_iter().map(|(field, words)| (label(field).to_owned(), content(field, words))).collect()
}
