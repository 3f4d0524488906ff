//! The people whom an event names.

use crate::work::event::{
    EventKind, NamedPerson, group::GroupEvent, leader::LeaderEvent, owner::OwnerEvent, person::PersonEvent,
    update_request::UpdateRequestEvent,
};

impl EventKind {
    /// The people whom the event names, except those who signed: a signed version names its signatories for good.
    #[must_use]
    pub fn people(&self) -> Vec<NamedPerson> {
        self.clone().people_mut().into_iter().map(|named| named.clone()).collect()
    }

    /// The same, to change them. A new event with a name needs its line here.
    pub(in crate::work::event) fn people_mut(&mut self) -> Vec<&mut NamedPerson> {
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
            _ => Vec::new(),
        }
    }
}
