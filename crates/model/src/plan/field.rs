//! The labels on screen of the fields of actions, owners and evidence.

use super::action::ActionField;

/// The label of a field, by its name as stored in changes and events. Other names are returned unchanged.
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
