//! Conflicting edits of an action: both versions, field by field.

use model::{
    charter::Charter,
    plan::{
        action::{ActionDetails, FieldChange},
        field::label,
    },
    work::event::EventKind,
};

/// A field with two versions.
pub(super) struct Differs {
    pub(super) field: String,
    pub(super) theirs: String,
    pub(super) mine: String,
}

/// The fields in which the stored action differs from the edit.
pub(super) fn differs(now: &ActionDetails, mine: &ActionDetails, charter: &Charter) -> Vec<Differs> {
    let shown = |field: &str, words: &str| Some(in_words(charter, field, words)).filter(|words| !words.is_empty());
    let pair = |FieldChange { field, was, is }: FieldChange| Differs {
        theirs: shown(field, &was).unwrap_or_else(|| "Blank".to_owned()),
        mine: shown(field, &is).unwrap_or_else(|| "Blank".to_owned()),
        field: label(field).to_owned(),
    };
    now.changes(mine).into_iter().map(pair).collect()
}

/// The label of each changed field and its earlier content; "blank" where it had none.
#[must_use]
pub fn was(charter: &Charter, what: &EventKind) -> Vec<(String, String)> {
    let words = |field: &str, words: &str| match in_words(charter, field, words) {
        words if words.is_empty() => "blank".to_owned(),
        words => words,
    };
    what.was().into_iter().map(|(field, said)| (label(field).to_owned(), words(field, said))).collect()
}

/// The content of a field, with the charter's names instead of keys.
pub(super) fn in_words(charter: &Charter, field: &str, words: &str) -> String {
    let name = |key: &str| -> Option<String> {
        match field {
            "themes" => charter.themes.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()),
            "category" => charter.categories.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()),
            "other charters" => charter.allied.iter().find(|one| one.id.as_str() == key).map(|one| one.name.clone()),
            "recommendations" => charter
                .recommendations
                .iter()
                .flat_map(|set| &set.recommendations)
                .find(|one| one.id.as_str() == key)
                .map(|one| one.label.clone()),
            _ => None,
        }
    };
    if matches!(field, "themes" | "category" | "other charters" | "recommendations") {
        words.split(", ").map(|key| name(key).unwrap_or_else(|| key.to_owned())).collect::<Vec<_>>().join(", ")
    } else {
        words.to_owned()
    }
}
