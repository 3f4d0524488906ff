//! Checks the headcount, the public contact, the leader and the leads.

use super::{CompletenessItem, CompletenessPlace};
use crate::{
    Date,
    assessment::contents::AssessmentContents,
    charter::{Charter, Edition},
    core::dates::long_date,
};

pub(super) fn check(
    contents: &AssessmentContents,
    edition: &Edition,
    charter: &Charter,
    today: Date,
) -> Vec<CompletenessItem> {
    let mut items = headcount(contents, edition, charter, today);
    items.extend(organisation(contents));
    items.extend(leads(contents));
    items
}

/// Only warns: the stages ask how people are organised, and a headcount is the clearest answer but not the only one.
fn headcount(
    contents: &AssessmentContents,
    edition: &Edition,
    charter: &Charter,
    today: Date,
) -> Vec<CompletenessItem> {
    let warning = |code, message: String| CompletenessItem::warning(code, CompletenessPlace::Headcount, message);
    let Some(table) = &contents.headcount else {
        let message = format!("Enter the headcount of your {}", charter.words.people);
        return edition.headcount.then(|| warning("uncounted", message)).into_iter().collect();
    };
    let mut items: Vec<CompletenessItem> = match table.as_at() {
        None => vec![warning("undated-headcount", "Enter the date of the headcount".to_owned())],
        Some(day) if day > today => {
            vec![warning(
                "future-headcount",
                format!("The date of the headcount, {}, is in the future", long_date(day)),
            )]
        }
        Some(_) => Vec::new(),
    };
    items.extend(table.disagreements().iter().map(|two| warning("numbers-disagree", two.to_string())));
    items
}

fn organisation(contents: &AssessmentContents) -> Vec<CompletenessItem> {
    let organisation = &contents.organisation;
    let checks = [
        (organisation.contact.name.trim().is_empty(), "no-contact", "Enter the name of the public contact"),
        (organisation.contact.email.trim().is_empty(), "no-contact", "Enter the email address of the public contact"),
        (organisation.leader.name.trim().is_empty(), "no-leader", "Enter the name of the leader of the institution"),
        (
            organisation.leader.email.trim().is_empty(),
            "no-leader",
            "Enter the email address of the leader of the institution",
        ),
    ];
    let missing = checks.into_iter().filter(|(is_missing, ..)| *is_missing);
    missing
        .map(|(_, code, message)| CompletenessItem::missing(code, CompletenessPlace::Organisation, message))
        .collect()
}

/// The loss of its only lead has stalled an institution for a year (`seeds/004…`).
fn leads(contents: &AssessmentContents) -> Option<CompletenessItem> {
    let message = match contents.leads.as_slice() {
        [] => "No institutional lead yet".to_owned(),
        [one] => format!(
            "{one} is your only institutional lead. Invite a second lead so that sign-off can continue if {one} leaves"
        ),
        _ => return None,
    };
    Some(CompletenessItem::warning("one-lead", CompletenessPlace::People, message))
}
