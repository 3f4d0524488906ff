//! The summary of what is signed, in four sentences.

use model::{assessment::locked_version::Submission, charter::rating::Colour, core::dates::month_year};

/// The new plan, the ratings of the previous one, the public contact, and that the version is locked.
pub(super) fn sentences(submission: &Submission) -> [String; 4] {
    let (plan, organisation) = (&submission.plan, &submission.organisation.name);
    let themes: Vec<&str> = submission
        .charter
        .themes
        .iter()
        .filter(|theme| plan.actions.iter().any(|action| action.details.themes.contains(&theme.id)))
        .map(|theme| theme.name.as_str())
        .collect();
    let under = if themes.is_empty() { String::new() } else { format!(" under {}", list(&themes)) };
    let number = plan.actions.len();
    let actions = if number == 1 { "1 action".to_owned() } else { format!("{number} actions") };
    let commitment = format!(
        "{organisation} commits to {actions}{under}, from {} to {}.",
        month_year(plan.starts),
        month_year(plan.ends)
    );
    let contact = match (submission.contact.name.as_str(), submission.contact.email.as_str()) {
        ("", "") => "No public contact yet.".to_owned(),
        ("", contact) | (contact, "") => format!("Public contact: {contact}."),
        (name, email) => format!("Public contact: {name}, {email}."),
    };
    let locked = "This version is locked, so it cannot change after you sign.".to_owned();
    [commitment, tally(submission), contact, locked]
}

/// "Previous action plan, 35 actions: 15 completed, 14 in progress and 6 still to be carried out."
fn tally(submission: &Submission) -> String {
    let Some(rated) = &submission.rated else { return "No previous action plan to report on.".to_owned() };
    let colours = [Some(Colour::Green), Some(Colour::Amber), Some(Colour::Red), None];
    let parts: Vec<String> = colours
        .into_iter()
        .map(|colour| (colour, rated.actions.iter().filter(|action| action.rating == colour).count()))
        .filter(|(_, number)| *number > 0)
        .map(|(colour, number)| format!("{number} {}", submission.word(colour).to_lowercase()))
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let plan = match rated.actions.len() {
        0 => return "The previous action plan had no actions.".to_owned(),
        1 => "Previous action plan, 1 action".to_owned(),
        number => format!("Previous action plan, {number} actions"),
    };
    format!("{plan}: {}.", list(&parts))
}

fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
