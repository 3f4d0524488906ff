//! Owners: who answers for actions. A person or a named post, with an address and no account.

use crate::{
    ActionId, OwnerId, Timestamp,
    charter::rating::Colour,
    core::short::{Email, Line, NotALine, NotAnEmail},
};
use std::collections::BTreeMap;

/// Somebody who answers for actions, or helps with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Their identity.
    pub id: OwnerId,
    /// Who, and where they are reached.
    pub named: Named,
    /// Counts the changes, so that nobody's words are overwritten.
    pub revision: i64,
    /// Since when they answer for nothing any more; none while they may.
    pub left: Option<Timestamp>,
}

/// What is said of an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// A person or a post: "Director of Estates".
    pub name: Line,
    /// Where they are asked; none until somebody knows it.
    pub email: Option<Email>,
}

/// What is wrong with one field of what is said of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Of the name.
    Name(NotALine),
    /// Of the address.
    Email(NotAnEmail),
}

impl Named {
    /// Read a name and an address, which may be left blank.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(name: &str, email: &str) -> Result<Self, Vec<Flaw>> {
        let name = Line::parse(name).map_err(Flaw::Name);
        let email = (!email.trim().is_empty()).then(|| Email::parse(email).map_err(Flaw::Email)).transpose();
        match (name, email) {
            (Ok(name), Ok(email)) => Ok(Self { name, email }),
            (name, email) => Err(name.err().into_iter().chain(email.err()).collect()),
        }
    }

    /// What differs from this to `now`: the field in words and what it said.
    #[must_use]
    pub fn changes(&self, now: &Self) -> Vec<(&'static str, String)> {
        let mut changes = Vec::new();
        if self.name != now.name {
            changes.push(("name", self.name.to_string()));
        }
        if self.email != now.email {
            changes.push(("e-mail address", self.email.as_ref().map(Email::to_string).unwrap_or_default()));
        }
        changes
    }
}

/// An action of a plan that is alive, and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The action.
    pub action: ActionId,
    /// Its promise, cut short.
    pub title: String,
    /// The owner as the plan names them; may be blank.
    pub words: String,
    /// Who answers for it; none while nobody does.
    pub owner: Option<OwnerId>,
    /// How it stands; none means unknown.
    pub colour: Option<Colour>,
}

impl Assignment {
    /// Whether there is anything left to ask: it is not completed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.colour != Some(Colour::Green)
    }
}

/// Actions without an owner whose plans name the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal<'c> {
    /// The name that the plan gives; blank where it gives none.
    pub name: String,
    /// The owner of that name, where there is one already.
    pub known: Option<OwnerId>,
    /// The actions.
    pub charges: Vec<&'c Assignment>,
}

/// Who could answer for the actions that nobody answers for: a proposal for each different name in the plan, in the order in
/// which they come; last the actions for which the plan names nobody.
#[must_use]
pub fn proposals<'c>(charges: &'c [Assignment], owners: &[Owner]) -> Vec<Proposal<'c>> {
    let known: BTreeMap<String, OwnerId> = owners
        .iter()
        .filter(|owner| owner.left.is_none())
        .map(|owner| (key(owner.named.name.as_str()), owner.id))
        .collect();
    let mut proposals: Vec<Proposal> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for charge in charges.iter().filter(|charge| charge.owner.is_none()) {
        let key = key(&charge.words);
        let place = *places.entry(key.clone()).or_insert(proposals.len());
        if place == proposals.len() {
            let name = as_name(&charge.words);
            proposals.push(Proposal { name, known: known.get(&key).copied(), charges: Vec::new() });
        }
        proposals[place].charges.push(charge);
    }
    // Stable: the others keep their order.
    proposals.sort_by_key(|proposal| proposal.name.is_empty());
    proposals
}

/// What is the same for names that a reader takes for the same: capitals, blanks and a full stop at the end make no other owner.
#[must_use]
pub fn key(name: &str) -> String {
    let words = name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words.trim_end_matches(['.', ',', ';', ':', ' ']).to_owned()
}

/// The words of a plan as a name: one line that is not too long to be one.
fn as_name(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches([',', ';', ':', ' ']).chars().take(Line::LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn charge(number: u128, words: &str, owner: Option<OwnerId>) -> Assignment {
        let action = ActionId(Uuid::from_u128(number));
        Assignment { action, title: String::new(), words: words.into(), owner, colour: None }
    }

    #[test]
    fn actions_of_the_same_words_are_proposed_together() {
        let known = Owner {
            id: OwnerId(Uuid::from_u128(9)),
            named: Named::parse("Harbour master", "").unwrap(),
            revision: 1,
            left: None,
        };
        let charges = [
            charge(1, "", None),
            charge(2, "Library", None),
            charge(3, "harbour  Master.", None),
            charge(4, "Harbour Master", Some(known.id)),
            charge(5, " library,", None),
        ];
        let proposals = proposals(&charges, std::slice::from_ref(&known));
        let seen: Vec<_> = proposals.iter().map(|one| (one.name.as_str(), one.known, one.charges.len())).collect();
        assert_eq!(seen, [("Library", None, 2), ("harbour Master.", Some(known.id), 1), ("", None, 1)]);
        let left = Owner { left: Some(Timestamp::UNIX_EPOCH), ..known };
        assert_eq!(super::proposals(&charges, &[left])[1].known, None);
    }

    #[test]
    fn an_address_may_be_missing_but_not_wrong() {
        assert_eq!(Named::parse(" Library ", " ").unwrap().email, None);
        assert_eq!(
            Named::parse(" ", "library"),
            Err(vec![Flaw::Name(NotALine::Blank), Flaw::Email(NotAnEmail::Shape)])
        );
    }

    #[test]
    fn a_change_keeps_what_was() {
        let was = Named::parse("Library", "").unwrap();
        let is = Named::parse("Head of Library", "head@library.example").unwrap();
        let changes = was.changes(&is);
        assert_eq!(changes, [("name", "Library".to_owned()), ("e-mail address", String::new())]);
        assert!(is.changes(&is.clone()).is_empty());
    }
}
