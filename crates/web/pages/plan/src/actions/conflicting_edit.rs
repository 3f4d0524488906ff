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
    let shown = |field, words: &str| Some(in_words(charter, field, words)).filter(|words| !words.is_empty());
    let pair = |FieldChange { field, was, is }: FieldChange| FieldDifference {
        theirs: shown(field, &was).unwrap_or_else(|| "Blank".to_owned()),
        mine: shown(field, &is).unwrap_or_else(|| "Blank".to_owned()),
        field: field.label().to_owned(),
    };
    now.changes(mine).into_iter().map(pair).collect()
}

/// Returns the label of each changed field and its earlier content, or "blank" if it had none.
#[must_use]
pub fn former_values(charter: &Charter, what: &EventKind) -> Vec<(String, String)> {
    let content = |field: &str, words: &str| match ActionField::from_stored(field) {
        _ if words.is_empty() => "blank".to_owned(),
        Some(field) => in_words(charter, field, words),
        None => words.to_owned(),
    };
    what.was().into_iter().map(|(field, words)| (label(field).to_owned(), content(field, words))).collect()
}

/// The content of a field, with the charter's names instead of keys.
pub(super) fn in_words(charter: &Charter, field: ActionField, words: &str) -> String {
    let names = |name: &dyn Fn(&str) -> Option<String>| {
        words.split(", ").map(|key| name(key).unwrap_or_else(|| key.to_owned())).collect::<Vec<_>>().join(", ")
    };
    match field {
        ActionField::Themes => {
            names(&|key| charter.themes.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()))
        }
        ActionField::Category => {
            names(&|key| charter.categories.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()))
        }
        ActionField::Allied => {
            names(&|key| charter.allied.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()))
        }
        ActionField::Recommendations => names(&|key| {
            let mut all = charter.recommendations.iter().flat_map(|set| &set.recommendations);
            all.find(|one| one.id.as_str() == key).map(|one| one.label.clone())
        }),
        _ => words.to_owned(),
    }
}
