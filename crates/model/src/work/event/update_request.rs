//! Events of update requests.

use super::NamedPerson;
use crate::core::dates::count;
use serde::{Deserialize, Serialize};

/// An event of an update request. Names are as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum UpdateRequestEvent {
    OwnerAsked {
        #[serde(rename = "promise")]
        action: String,
        name: NamedPerson,
    },
    AskWithdrawn {
        #[serde(rename = "promise")]
        action: String,
        name: NamedPerson,
    },
    OwnersChased {
        owners: u32,
        actions: u32,
    },
    PatienceSet {
        days: u32,
    },
    EndedWithoutReply {
        actions: u32,
    },
    UpdateReceived {
        action: String,
    },
    UpdateApproved {
        action: String,
        name: NamedPerson,
    },
    UpdateSentBack {
        action: String,
        name: NamedPerson,
    },
    OwnerUpdatesSet {
        at_once: bool,
    },
}

impl UpdateRequestEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::OwnerAsked { action, name } => format!("requested an update on “{action}” from {name}"),
            Self::AskWithdrawn { action, name } => format!("cancelled the update request on “{action}” to {name}"),
            Self::OwnersChased { owners, actions } => {
                format!(
                    "sent reminders to {} about {}",
                    count((*owners).into(), "owner"),
                    count((*actions).into(), "action")
                )
            }
            Self::EndedWithoutReply { actions } => {
                format!(
                    "ended {} without a reply, with the progress review",
                    count((*actions).into(), "update request")
                )
            }
            // Neither the update nor the comment is in the event: they are for members until the update is approved.
            Self::UpdateReceived { action } => format!("sent a progress update on “{action}”, which awaits approval"),
            Self::UpdateApproved { action, name } => format!("approved the progress update of {name} on “{action}”"),
            Self::UpdateSentBack { action, name } => format!("sent back the progress update of {name} on “{action}”"),
            Self::OwnerUpdatesSet { at_once: true } => {
                "set progress updates of owners to be published at once".to_owned()
            }
            Self::OwnerUpdatesSet { at_once: false } => {
                "set progress updates of owners to be published after approval".to_owned()
            }
            Self::PatienceSet { days } => {
                format!("set escalation to leads after {} without a reply", count((*days).into(), "day"))
            }
        }
    }

    /// Whether everyone may read it: never, because it shows who has not replied.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
