//! Prints a summary of what was found in a document.

use documents::reading::{Reading, Severity, WhichPlan};
use model::charter::{Charter, rating::Colour};
use std::fmt::Write as _;

/// The summary as lines of text: notices first, then counts.
pub(super) fn summary(reading: &Reading, charter: &Charter) -> String {
    let mut text = format!("{}\n", reading.file);
    let mut add = |line: String| writeln!(text, "  {line}").expect("a String can be written to");
    for notice in &reading.notices {
        let severity = match notice.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Note => "Note",
        };
        let place = notice.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        add(format!("{severity}: {}{place}", notice.message));
    }
    let unknown = "not found";
    add(format!("Organisation: {}", reading.organisation.as_deref().unwrap_or(unknown)));
    let edition = reading.edition.as_ref().and_then(|key| charter.edition(key));
    add(format!("Edition: {}", edition.map_or(unknown, |edition| &edition.title)));
    add(format!("Answers: {}", reading.answers.len()));
    for (plan, name) in [(WhichPlan::Rated, "Previous action plan"), (WhichPlan::New, "New action plan")] {
        let actions: Vec<_> = reading.actions.iter().filter(|action| action.plan == plan).collect();
        if !actions.is_empty() {
            let count = |colour: Option<Colour>| actions.iter().filter(|action| action.rag == colour).count();
            let colours = Colour::ALL.map(|colour| format!("{} {}", count(Some(colour)), colour.as_str()));
            add(format!("{name}: {} actions ({}, {} not rated)", actions.len(), colours.join(", "), count(None)));
        }
    }
    add(format!("Headcount: {} units", reading.headcount.units.len()));
    add(format!("Signatures: {}", reading.signatures.len()));
    text
}
