//! Action owners and collaborators: people or roles with an email address. They do not need an account.

use crate::{
    ActionId, OwnerId, Timestamp,
    charter::rating::Colour,
    core::short::{Email, Line, NotALine, NotAnEmail},
};
use std::collections::BTreeMap;

/// An action owner or collaborator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The id.
    pub id: OwnerId,
    /// Name and email address.
    pub named: OwnerDetails,
    /// Incremented by each edit; an edit of an older revision is refused.
    pub revision: i64,
    /// When they were removed as an owner.
    pub left: Option<Timestamp>,
}

/// The name and email address of an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerDetails {
    /// A person or a role: "Director of Estates".
    pub name: Line,
    /// Where update requests are sent, if known.
    pub email: Option<Email>,
}

/// A validation error of [`OwnerDetails`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerFlaw {
    /// In the name.
    Name(NotALine),
    /// In the email address.
    Email(NotAnEmail),
}

impl OwnerDetails {
    /// Parses a name and an optional email address.
    ///
    /// # Errors
    /// Returns every invalid field.
    pub fn parse(name: &str, email: &str) -> Result<Self, Vec<OwnerFlaw>> {
        let name = Line::parse(name).map_err(OwnerFlaw::Name);
        let email = (!email.trim().is_empty()).then(|| Email::parse(email).map_err(OwnerFlaw::Email)).transpose();
        match (name, email) {
            (Ok(name), Ok(email)) => Ok(Self { name, email }),
            (name, email) => Err(name.err().into_iter().chain(email.err()).collect()),
        }
    }

    /// The fields that differ from `now`, each with its old content.
    #[must_use]
    pub fn changes(&self, now: &Self) -> Vec<(&'static str, String)> {
        let mut changes = Vec::new();
        if self.name != now.name {
            changes.push(("name", self.name.to_string()));
        }
        if self.email != now.email {
            changes.push(("email address", self.email.as_ref().map(Email::to_string).unwrap_or_default()));
        }
        changes
    }
}

/// An action of a current or draft plan and its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The action.
    pub action: ActionId,
    /// The title.
    pub title: String,
    /// The owner as written in the plan; may be blank.
    pub words: String,
    /// The assigned owner.
    pub owner: Option<OwnerId>,
    /// The RAG rating.
    pub colour: Option<Colour>,
}

impl Assignment {
    /// Whether it is not completed, so that updates can be requested.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.colour != Some(Colour::Green)
    }
}

/// A suggested owner for the actions for which the plan has the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal<'c> {
    /// The name in the plan; blank if there is none.
    pub name: String,
    /// The existing owner of that name.
    pub known: Option<OwnerId>,
    /// The actions.
    pub assignments: Vec<&'c Assignment>,
}

/// Suggests owners for actions without one: one suggestion for each name in the plan, in order; last the actions for which
/// the plan has no name.
#[must_use]
pub fn proposals<'c>(assignments: &'c [Assignment], owners: &[Owner]) -> Vec<Proposal<'c>> {
    let known: BTreeMap<String, OwnerId> = owners
        .iter()
        .filter(|owner| owner.left.is_none())
        .map(|owner| (key(owner.named.name.as_str()), owner.id))
        .collect();
    let mut proposals: Vec<Proposal> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for assignment in assignments.iter().filter(|assignment| assignment.owner.is_none()) {
        let key = key(&assignment.words);
        let place = *places.entry(key.clone()).or_insert(proposals.len());
        if place == proposals.len() {
            let name = as_name(&assignment.words);
            proposals.push(Proposal { name, known: known.get(&key).copied(), assignments: Vec::new() });
        }
        proposals[place].assignments.push(assignment);
    }
    // The sort is stable, so the others keep their order.
    proposals.sort_by_key(|proposal| proposal.name.is_empty());
    proposals
}

/// Normalises a name for comparison: case, spaces and trailing punctuation are ignored.
#[must_use]
pub fn key(name: &str) -> String {
    let words = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words.trim_end_matches(['.', ',', ';', ':', ' ']).to_owned()
}

/// The owner text of a plan as a name: one line, cut to the maximum length.
fn as_name(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches([',', ';', ':', ' ']).chars().take(Line::MAX_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn assignment(number: u128, words: &str, owner: Option<OwnerId>) -> Assignment {
        let action = ActionId(Uuid::from_u128(number));
        Assignment { action, title: String::new(), words: words.into(), owner, colour: None }
    }

    #[test]
    fn actions_with_the_same_name_are_suggested_together() {
        let known = Owner {
            id: OwnerId(Uuid::from_u128(9)),
            named: OwnerDetails::parse("Harbour master", "").unwrap(),
            revision: 1,
            left: None,
        };
        let assignments = [
            assignment(1, "", None),
            assignment(2, "Library", None),
            assignment(3, "harbour  Master.", None),
            assignment(4, "Harbour Master", Some(known.id)),
            assignment(5, " library,", None),
        ];
        let proposals = proposals(&assignments, std::slice::from_ref(&known));
        let seen: Vec<_> = proposals.iter().map(|one| (one.name.as_str(), one.known, one.assignments.len())).collect();
        assert_eq!(seen, [("Library", None, 2), ("harbour Master.", Some(known.id), 1), ("", None, 1)]);
        let left = Owner { left: Some(Timestamp::UNIX_EPOCH), ..known };
        assert_eq!(super::proposals(&assignments, &[left])[1].known, None);
    }

    #[test]
    fn an_address_may_be_missing_but_not_wrong() {
        assert_eq!(OwnerDetails::parse(" Library ", " ").unwrap().email, None);
        assert_eq!(
            OwnerDetails::parse(" ", "library"),
            Err(vec![OwnerFlaw::Name(NotALine::Blank), OwnerFlaw::Email(NotAnEmail::Shape)])
        );
    }

    #[test]
    fn a_change_has_the_old_content() {
        let was = OwnerDetails::parse("Library", "").unwrap();
        let is = OwnerDetails::parse("Head of Library", "head@library.example").unwrap();
        let changes = was.changes(&is);
        assert_eq!(changes, [("name", "Library".to_owned()), ("email address", String::new())]);
        assert!(is.changes(&is.clone()).is_empty());
    }
}
