//! What was read, for whoever sits at the terminal.

use documents::reading::{Plan, Reading, Severity};
use model::charter::{Charter, rating::Colour};
use std::fmt::Write as _;

/// What was found, in lines: notices first.
pub(super) fn summary(reading: &Reading, charter: &Charter) -> String {
    let mut text = format!("{}\n", reading.file);
    let mut say = |words: String| writeln!(text, "  {words}").expect("a String can be written to");
    for notice in &reading.notices {
        let severity = match notice.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
            Severity::Note => "Note",
        };
        let place = notice.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        say(format!("{severity}: {}{place}", notice.message));
    }
    let unknown = "not said";
    say(format!("Organisation: {}", reading.organisation.as_deref().unwrap_or(unknown)));
    let edition = reading.edition.as_ref().and_then(|key| charter.edition(key));
    say(format!("Edition: {}", edition.map_or(unknown, |edition| &edition.title)));
    say(format!("Answers: {}", reading.answers.len()));
    for (plan, name) in [(Plan::Rated, "Actions of the last plan"), (Plan::New, "Actions of the new plan")] {
        let actions: Vec<_> = reading.actions.iter().filter(|action| action.plan == plan).collect();
        if !actions.is_empty() {
            let count = |colour: Option<Colour>| actions.iter().filter(|action| action.rag == colour).count();
            let colours = Colour::ALL.map(|colour| format!("{} {}", count(Some(colour)), colour.as_str()));
            say(format!("{name}: {} ({}, {} unknown)", actions.len(), colours.join(", "), count(None)));
        }
    }
    say(format!("Headcount: {} units", reading.headcount.units.len()));
    say(format!("Signatures: {}", reading.signatures.len()));
    text
}
