//! Handovers: what is due, unsigned, planned and open, so that nothing is lost when a lead leaves (`seeds/004…`: a
//! lead's departure stalled an organisation for a year).

use crate::{
    assessment::completeness::CompletenessItem,
    core::short::Email,
    plan::owner::{Assignment, Owner},
    work::todo::TodoItem,
};
use serde::{Deserialize, Serialize};

/// Maximum length of the notes of a handover, in characters.
pub const MAX_NOTE_CHARACTERS: usize = 10_000;

/// One part of a handover, under its heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverPart {
    /// The heading.
    pub title: String,
    /// The lines under it, a sentence each; never empty.
    pub lines: Vec<String>,
}

/// The facts about an organisation from which a handover is computed.
#[derive(Debug, Clone)]
pub struct HandoverFacts<'f> {
    /// The email address of the lead who leaves.
    pub email: &'f str,
    /// What comes next by the calendar, as sentences.
    pub due: Vec<String>,
    /// What needs attention.
    pub needs: &'f [TodoItem],
    /// The missing items of the open self-assessment.
    pub missing: &'f [CompletenessItem],
    /// The current actions with their owners.
    pub assignments: &'f [Assignment],
    /// All owners of actions.
    pub owners: &'f [Owner],
    /// The groups of which they are a member, and when these meet, as sentences.
    pub memberships: Vec<String>,
    /// Other decisions that are open, on imports and invitations.
    pub waiting: Vec<String>,
}

/// The parts of a handover, most urgent first.
#[must_use]
pub fn parts(facts: &HandoverFacts) -> Vec<HandoverPart> {
    let is_theirs = |owner: &&Owner| owner.named.email.as_ref().map(Email::as_str) == Some(facts.email);
    let theirs = facts.owners.iter().filter(is_theirs).map(|owner| owner.id).collect::<Vec<_>>();
    let titles = |wanted: &dyn Fn(&Assignment) -> bool| {
        facts
            .assignments
            .iter()
            .filter(|assignment| wanted(assignment))
            .map(|assignment| assignment.title.clone())
            .collect::<Vec<_>>()
    };
    let (unsigned, open): (Vec<&TodoItem>, Vec<&TodoItem>) = facts.needs.iter().partition(|need| {
        matches!(
            need,
            TodoItem::Returned(..)
                | TodoItem::SignAsLead(_)
                | TodoItem::LeaderSigns(_)
                | TodoItem::ConfirmAddress(..)
                | TodoItem::ConfirmPastSubmission(..)
                | TodoItem::CorrectPastSubmission(..)
                | TodoItem::Submit(_)
        )
    });
    let sentences = |needs: Vec<&TodoItem>| {
        needs.into_iter().map(|need| need.words(false)).map(|(strong, rest)| format!("{strong} {rest}")).collect()
    };
    let all: [(&str, Vec<String>); 8] = [
        ("Due dates", facts.due.clone()),
        ("Waiting for signature", sentences(unsigned)),
        ("To do", sentences(open)),
        ("Missing in the self-assessment", facts.missing.iter().map(|item| format!("{}.", item.message)).collect()),
        ("Actions owned", titles(&|assignment| assignment.owner.is_some_and(|owner| theirs.contains(&owner)))),
        ("Actions without an owner", titles(&|assignment| assignment.owner.is_none())),
        ("Group memberships", facts.memberships.clone()),
        ("Waiting for a decision", facts.waiting.clone()),
    ];
    let all = all.into_iter().filter(|(_, lines)| !lines.is_empty());
    all.map(|(title, lines)| HandoverPart { title: title.to_owned(), lines }).collect()
}

/// Validates the notes of a handover; they may be blank.
///
/// # Errors
/// Returns a message if they are too long.
pub fn note(text: &str) -> Result<String, &'static str> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > MAX_NOTE_CHARACTERS { Err("Notes must be 10,000 characters or fewer") } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ActionId, OwnerId, plan::owner::OwnerDetails};
    use uuid::Uuid;

    #[test]
    fn everything_is_handed_over_under_its_heading() {
        let owner = Owner {
            id: OwnerId(Uuid::from_u128(1)),
            named: OwnerDetails::parse("A. King", "king@northmoor.example").unwrap(),
            revision: 1,
            left: None,
        };
        let assignment = |number: u128, owner| Assignment {
            action: ActionId(Uuid::from_u128(number)),
            title: format!("Action {number}"),
            words: String::new(),
            owner,
            colour: None,
        };
        let facts = HandoverFacts {
            email: "king@northmoor.example",
            due: vec!["Stage 2 is due on 1 May 2027.".into()],
            needs: &[TodoItem::OnlyLead, TodoItem::SignAsLead(2)],
            missing: &[],
            assignments: &[
                assignment(1, Some(owner.id)),
                assignment(2, Some(OwnerId(Uuid::from_u128(9)))),
                assignment(3, None),
            ],
            owners: std::slice::from_ref(&owner),
            memberships: vec!["Lamp committee: Chair. From 1 May 2026.".into()],
            waiting: Vec::new(),
        };
        let parts = parts(&facts);
        let found: Vec<(&str, &str)> = parts.iter().map(|part| (part.title.as_str(), part.lines[0].as_str())).collect();
        assert_eq!(
            found,
            [
                ("Due dates", "Stage 2 is due on 1 May 2027."),
                (
                    "Waiting for signature",
                    "Stage 2: awaiting the institutional lead’s signature. It is locked for sign-off."
                ),
                ("To do", "Only 1 institutional lead. Invite a second lead so that sign-off can continue."),
                ("Actions owned", "Action 1"),
                ("Actions without an owner", "Action 3"),
                ("Group memberships", "Lamp committee: Chair. From 1 May 2026."),
            ]
        );
    }

    #[test]
    fn a_note_is_bounded_and_may_be_blank() {
        assert_eq!(note(" \r\n"), Ok(String::new()));
        assert!(note(&"x".repeat(MAX_NOTE_CHARACTERS + 1)).is_err());
    }
}
