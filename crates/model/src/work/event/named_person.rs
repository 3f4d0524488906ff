//! A person in an event: the name as it was then, and whose name it is.

mod forget;

use super::{
    EventKind, group::GroupEvent, leader::LeaderEvent, owner::OwnerEvent, person::PersonEvent,
    update_request::UpdateRequestEvent,
};
use crate::PersonId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A person whom an event names. The name is as it was then, and is never compared with another: who they are is the id, if
/// the program knew it when the event was recorded. Without one the name belongs to nobody, as in events that are older
/// than these ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct NamedPerson {
    /// The name as it was then.
    pub name: String,
    /// Whose it is: the id of the account with that email address, or of the address itself.
    pub person: Option<PersonId>,
}

impl NamedPerson {
    /// A name whose owner the program knows.
    #[must_use]
    pub fn known(name: impl Into<String>, person: PersonId) -> Self {
        Self { name: name.into(), person: Some(person) }
    }

    /// A name that belongs to nobody: the person has no account, and no email address of theirs is known.
    #[must_use]
    pub fn unknown(name: impl Into<String>) -> Self {
        Self { name: name.into(), person: None }
    }
}

impl fmt::Display for NamedPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// As it is stored: a text alone if the name belongs to nobody, as in the events before there were ids.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Name(String),
    Known { name: String, person: PersonId },
}

impl From<Stored> for NamedPerson {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Name(name) => Self { name, person: None },
            Stored::Known { name, person } => Self { name, person: Some(person) },
        }
    }
}

impl From<NamedPerson> for Stored {
    fn from(named: NamedPerson) -> Self {
        match named {
            NamedPerson { name, person: None } => Self::Name(name),
            NamedPerson { name, person: Some(person) } => Self::Known { name, person },
        }
    }
}

impl EventKind {
    /// The people whom the event names, except those who signed: a signed version names its signatories for good.
    #[must_use]
    pub fn people(&self) -> Vec<NamedPerson> {
        self.clone().people_mut().into_iter().map(|named| named.clone()).collect()
    }

    /// The same, to change them. A new event with a name needs its line here.
    pub(super) fn people_mut(&mut self) -> Vec<&mut NamedPerson> {
        match self {
            Self::PersonInvited { name, .. }
            | Self::InvitationWithdrawn { name }
            | Self::PersonJoined { name, .. }
            | Self::RoleChanged { name, .. }
            | Self::PersonLeft { name }
            | Self::LeaderAsked { name }
            | Self::UpdateRequest(
                UpdateRequestEvent::OwnerAsked { name, .. }
                | UpdateRequestEvent::AskWithdrawn { name, .. }
                | UpdateRequestEvent::UpdateApproved { name, .. }
                | UpdateRequestEvent::UpdateSentBack { name, .. },
            )
            | Self::Group(GroupEvent::SeatTaken { name, .. } | GroupEvent::SeatLeft { name, .. }) => vec![name],
            Self::AssessmentReopened { voided } => voided.iter_mut().collect(),
            Self::Owner(event) => match event {
                OwnerEvent::OwnerNamed { name }
                | OwnerEvent::OwnerChanged { name, .. }
                | OwnerEvent::OwnerLeft { name }
                | OwnerEvent::HelperAdded { name, .. }
                | OwnerEvent::HelperReleased { name, .. } => vec![name],
                OwnerEvent::ActionGiven { to, from, .. } => std::iter::once(to).chain(from).collect(),
            },
            Self::Person(event) => match event {
                PersonEvent::HandoverPrepared { from, to } | PersonEvent::PersonRenamed { from, to } => vec![from, to],
                PersonEvent::HandoverAccepted { from, by } => vec![from, by],
                PersonEvent::PersonErased { .. } | PersonEvent::NameChecked { .. } => Vec::new(),
            },
            Self::Leader(event) => match event {
                LeaderEvent::LeaderChanged { from, to, .. } => vec![from, to],
                LeaderEvent::LeaderAddressProposed { name }
                | LeaderEvent::LeaderAddressConfirmed { name }
                | LeaderEvent::LeaderAddressDeclined { name, .. }
                | LeaderEvent::LeaderQuestion { name, .. }
                | LeaderEvent::DeputyNamed { name, .. } => vec![name],
                LeaderEvent::LeaderSentBack { name, voided, .. } => std::iter::once(name).chain(voided).collect(),
                LeaderEvent::EmailDomainAdded { .. } | LeaderEvent::EmailDomainRemoved { .. } => Vec::new(),
            },
            Self::PeerReview(event) => event.people_mut(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::event::{EventKind, owner::OwnerEvent};
    use uuid::Uuid;

    #[test]
    fn a_name_with_an_id_is_stored_beside_it_and_one_without_as_before() {
        let ada = NamedPerson::known("Ada King", PersonId(Uuid::nil()));
        let given = |from| {
            EventKind::Owner(OwnerEvent::ActionGiven { action: "Count us".into(), to: ada.clone(), from: Some(from) })
        };
        let what = given(NamedPerson::unknown("Library"));
        let text = serde_json::to_string(&what).unwrap();
        assert_eq!(
            text,
            r#"{"what":"action-given","promise":"Count us","to":{"name":"Ada King","person":"00000000-0000-0000-0000-000000000000"},"from":"Library"}"#
        );
        assert_eq!(serde_json::from_str::<EventKind>(&text).unwrap(), what);
        let old: EventKind = serde_json::from_str(r#"{"what":"person-left","name":"Ada King"}"#).unwrap();
        assert_eq!(old, EventKind::PersonLeft { name: NamedPerson::unknown("Ada King") });
    }
}
