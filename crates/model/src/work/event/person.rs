//! Events of people.

use super::NamedPerson;
use crate::work::erasure::NameDecision;
use serde::{Deserialize, Serialize};

/// An event of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum PersonEvent {
    PersonErased {
        name: String,
    },
    HandoverPrepared {
        from: NamedPerson,
        to: NamedPerson,
    },
    HandoverAccepted {
        from: NamedPerson,
        by: NamedPerson,
    },
    /// The author has another name from now on. Earlier events keep the earlier name.
    PersonRenamed {
        from: NamedPerson,
        to: NamedPerson,
    },
    /// A lead decided about a name that may be that of a person who deleted their account.
    NameChecked {
        place: String,
        outcome: NameDecision,
    },
}

impl PersonEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::PersonErased { .. } => "deleted their account".to_owned(),
            // The author of the event has the earlier name, and is the subject of the sentence.
            Self::PersonRenamed { to, .. } => format!("is now called {to}"),
            Self::NameChecked { place, outcome: NameDecision::Removed } => {
                format!("removed the name of a person who deleted their account from {place}")
            }
            Self::NameChecked { place, outcome: NameDecision::Kept } => {
                format!("checked the name in {place} and kept it")
            }
            Self::HandoverPrepared { from, to } => format!("prepared the handover from {from} to {to}"),
            // Who accepted it is the author, and the subject of the sentence.
            Self::HandoverAccepted { from, .. } => format!("accepted the handover from {from}"),
        }
    }

    /// Whether everyone may read it: never, because it is about people who join and leave.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
