//! Events of people.

use serde::{Deserialize, Serialize};

/// An event of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum PersonEvent {
    PersonErased { name: String },
    HandoverPrepared { from: String, to: String },
    HandoverAccepted { from: String, by: String },
}

impl PersonEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::PersonErased { .. } => "deleted their account".to_owned(),
            Self::HandoverPrepared { from, to } => format!("prepared the handover from {from} to {to}"),
            Self::HandoverAccepted { from, by } => format!("accepted the handover from {from}, as {by}"),
        }
    }

    /// Whether everyone may read it: never, because it is about people who join and leave.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
