//! People: those who are counted, those who answer, those who sign.

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

/// It advises: the stages ask how people are organised, and a table of them is the clearest answer but not the only one.
fn headcount(
    contents: &AssessmentContents,
    edition: &Edition,
    charter: &Charter,
    today: Date,
) -> Vec<CompletenessItem> {
    let advises = |code, message: String| CompletenessItem::advises(code, CompletenessPlace::Headcount, message);
    let Some(table) = &contents.headcount else {
        let message = format!("Enter the headcount of your {}", charter.words.people);
        return edition.headcount.then(|| advises("uncounted", message)).into_iter().collect();
    };
    let mut items: Vec<CompletenessItem> = match table.as_at() {
        None => vec![advises("undated-headcount", "Enter the date of the headcount".to_owned())],
        Some(day) if day > today => {
            vec![advises(
                "future-headcount",
                format!("The date of the headcount, {}, is in the future", long_date(day)),
            )]
        }
        Some(_) => Vec::new(),
    };
    items.extend(table.disagreements().iter().map(|two| advises("numbers-disagree", two.to_string())));
    items
}

fn organisation(contents: &AssessmentContents) -> Vec<CompletenessItem> {
    let organisation = &contents.organisation;
    let wants = [
        (organisation.contact.name.trim().is_empty(), "no-contact", "Enter the name of the public contact"),
        (organisation.contact.email.trim().is_empty(), "no-contact", "Enter the email address of the public contact"),
        (organisation.leader.name.trim().is_empty(), "no-leader", "Enter the name of the leader of the institution"),
        (
            organisation.leader.email.trim().is_empty(),
            "no-leader",
            "Enter the email address of the leader of the institution",
        ),
    ];
    let wanted = wants.into_iter().filter(|(wanting, ..)| *wanting);
    wanted.map(|(_, code, message)| CompletenessItem::blocks(code, CompletenessPlace::Organisation, message)).collect()
}

/// A lost lead has stalled an institution for a year (`seeds/004…`).
fn leads(contents: &AssessmentContents) -> Option<CompletenessItem> {
    let message = match contents.leads.as_slice() {
        [] => "No institutional lead yet".to_owned(),
        [one] => format!(
            "{one} is your only institutional lead. Invite a second lead so that sign-off can continue if {one} leaves"
        ),
        _ => return None,
    };
    Some(CompletenessItem::advises("one-lead", CompletenessPlace::People, message))
}
