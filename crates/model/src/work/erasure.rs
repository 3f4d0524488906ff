//! Deletion of accounts: what prevents it, and what replaces a name so that the activity log stays readable.

mod forgotten;
mod text_place;

pub use forgotten::ErasedPerson;
pub use text_place::TextPlace;

use crate::{
    OrganisationId,
    core::{
        dates::count,
        permit::{CharterRole, Role},
    },
};
use serde::{Deserialize, Serialize};

/// Why an account cannot be deleted yet, each with what to do first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeletionBlocker {
    /// They are the only institutional lead of an organisation.
    OnlyLead(OrganisationId, String),
    /// They own actions of an organisation, with their number.
    Actions(OrganisationId, String, usize),
    /// They are its public contact.
    Contact(OrganisationId, String),
    /// They are its leader, who is asked to sign.
    Leader(OrganisationId, String),
    /// They are the only member of the secretariat.
    OnlySecretariat,
}

impl DeletionBlocker {
    /// The reason and what to do, as sentences.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::OnlyLead(_, name) => {
                format!("You are the only institutional lead of {name}. Invite another lead first.")
            }
            Self::Actions(_, name, actions) => {
                let actions = count(i64::try_from(*actions).unwrap_or(i64::MAX), "action");
                format!("You own {actions} of {name}. Transfer them to another owner first.")
            }
            Self::Contact(_, name) => {
                format!("You are the public contact of {name}. Add another public contact first.")
            }
            Self::Leader(_, name) => {
                format!("You are the leader of {name}. Ask its institutional lead to enter another leader first.")
            }
            Self::OnlySecretariat => {
                "You are the only member of the secretariat. Invite another member first.".to_owned()
            }
        }
    }

    /// The path of the page on which to do it, and the label of its link.
    #[must_use]
    pub fn link(&self) -> (String, &'static str) {
        match self {
            Self::OnlyLead(organisation, _) => (format!("/organisations/{organisation}/people"), "Invite lead"),
            Self::Actions(organisation, ..) => (format!("/organisations/{organisation}/owners"), "Transfer actions"),
            Self::Contact(organisation, _) => (format!("/organisations/{organisation}/profile"), "Add public contact"),
            Self::Leader(organisation, _) => {
                (format!("/organisations/{organisation}/profile"), "Edit organisation profile")
            }
            Self::OnlySecretariat => ("/secretariat".to_owned(), "Invite a member"),
        }
    }
}

/// Everything by which [`former`] replaces a name.
const FORMER_ROLES: [&str; 5] = [
    "A former lead",
    "A former member of the secretariat",
    "A former member of the Steering Board",
    "A former contributor",
    "A former person",
];

/// What replaces a deleted name in the activity log.
#[must_use]
pub fn former(roles: &[Role], charter_role: Option<CharterRole>) -> &'static str {
    let [lead, secretariat, board, contributor, person] = FORMER_ROLES;
    match charter_role {
        _ if roles.contains(&Role::Lead) => lead,
        Some(CharterRole::Secretariat) => secretariat,
        Some(CharterRole::Board) => board,
        None if roles.contains(&Role::Contributor) => contributor,
        None => person,
    }
}

/// What a lead decides about a name that may be that of a person who deleted their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameDecision {
    /// It is theirs: their former role replaces it.
    Removed,
    /// It is another person's, or that of a post: it stays.
    Kept,
}

impl NameDecision {
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Kept => "kept",
        }
    }

    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Removed, Self::Kept].into_iter().find(|decision| decision.as_str() == word)
    }
}

/// What replaces the deleted name of an owner.
pub const FORMER_OWNER: &str = "A former action owner";
/// What replaces the deleted name of a group member.
pub const FORMER_MEMBER: &str = "A former member";
/// What replaces the deleted name of a leader who was asked to sign.
pub const FORMER_LEADER: &str = "A former leader";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::name::{NameFlaw, check},
        core::short::Line,
    };
    use uuid::Uuid;

    #[test]
    fn each_reason_against_deletion_says_what_to_do() {
        let id = OrganisationId(Uuid::nil());
        let holds = DeletionBlocker::Actions(id, "Northmoor".into(), 1);
        assert_eq!(holds.sentence(), "You own 1 action of Northmoor. Transfer them to another owner first.");
        for blocker in [holds, DeletionBlocker::OnlyLead(id, "N".into()), DeletionBlocker::OnlySecretariat] {
            assert!(blocker.link().0.starts_with('/'));
        }
    }

    #[test]
    fn no_person_can_be_called_like_a_former_role() {
        for role in FORMER_ROLES.into_iter().chain([FORMER_OWNER, FORMER_MEMBER, FORMER_LEADER]) {
            let name = Line::parse(role).unwrap();
            assert_eq!(check(&name, &[]), Err(NameFlaw::Reserved), "{role}");
        }
    }

    #[test]
    fn a_name_is_replaced_by_the_former_role() {
        assert_eq!(former(&[Role::Contributor, Role::Lead], None), "A former lead");
        assert_eq!(former(&[], Some(CharterRole::Secretariat)), "A former member of the secretariat");
        assert_eq!(former(&[], None), "A former person");
    }
}
