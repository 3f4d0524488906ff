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
pub(super) struct FieldDifference {
    pub(super) field: String,
    pub(super) theirs: String,
    pub(super) mine: String,
}

/// The fields in which the stored action differs from the edit.
pub(super) fn differences(now: &ActionDetails, mine: &ActionDetails, charter: &Charter) -> Vec<FieldDifference> {
    let shown = |field: &str, text: &str| Some(in_words(charter, field, text)).filter(|text| !text.is_empty());
    let pair = |FieldChange { field, was, is }: FieldChange| FieldDifference {
        theirs: shown(field, &was).unwrap_or_else(|| "Blank".to_owned()),
        mine: shown(field, &is).unwrap_or_else(|| "Blank".to_owned()),
        field: label(field).to_owned(),
    };
    now.changes(mine).into_iter().map(pair).collect()
}

/// Returns the label of each changed field and its earlier content, or "blank" if it had none.
#[must_use]
pub fn former_values(charter: &Charter, what: &EventKind) -> Vec<(String, String)> {
    let shown = |field: &str, text: &str| match in_words(charter, field, text) {
        text if text.is_empty() => "blank".to_owned(),
        text => text,
    };
    what.was().into_iter().map(|(field, value)| (label(field).to_owned(), shown(field, value))).collect()
}

/// The content of a field, with the charter's names instead of keys.
pub(super) fn in_words(charter: &Charter, field: &str, text: &str) -> String {
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
        text.split(", ").map(|key| name(key).unwrap_or_else(|| key.to_owned())).collect::<Vec<_>>().join(", ")
    } else {
        text.to_owned()
    }
}
