//! The labels on screen of the fields of plans, actions, owners and evidence.

/// The label of a field, by its name as stored in changes and events. Other names are returned unchanged.
#[must_use]
pub fn label(field: &str) -> &str {
    match field {
        "words" => "Description",
        "themes" => "Themes",
        "owner" => "Owner",
        "time" => "Timescale",
        "due day" => "Due date",
        "first day" => "Start date",
        "measure of success" => "Success measure",
        "resource" => "Resources",
        "rationale" => "Rationale",
        "category" => "Category",
        "recommendations" => "Recommendations",
        "other charters" => "Other charters",
        // Stored by earlier versions.
        "e-mail address" => "Email address",
        "number" => "Figure",
        other => other,
    }
}
