//! The labels on screen of the fields of actions, owners and evidence.

use super::action::ActionField;

/// The label of a field, which changes and events name by the word that is stored. Other words stay as they are.
#[must_use]
pub fn label(word: &str) -> &str {
    match ActionField::from_stored(word) {
        Some(field) => field.label(),
        None => match word {
            // Stored by former versions.
            "e-mail address" => "Email address",
            "number" => "Figure",
            other => other,
        },
    }
}
