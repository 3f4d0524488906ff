//! Events of the leader of an institution, their email address, the deputy whom they name, and the organisation's email domains.

use super::{NamedPerson, list, people};
use serde::{Deserialize, Serialize};

/// What happened in such an event. Names are as they were then; email addresses are not included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum LeaderEvent {
    LeaderChanged { from: NamedPerson, to: NamedPerson, fields: Vec<String> },
    LeaderAddressProposed { name: NamedPerson },
    LeaderAddressConfirmed { name: NamedPerson },
    LeaderAddressDeclined { name: NamedPerson, reason: String },
    LeaderQuestion { name: NamedPerson, question: String },
    LeaderSentBack { name: NamedPerson, comment: String, voided: Vec<NamedPerson> },
    DeputyNamed { name: NamedPerson, post: String },
    EmailDomainAdded { domain: String },
    EmailDomainRemoved { domain: String },
}

impl LeaderEvent {
    /// The event as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::LeaderChanged { from, to, .. } if from.name.is_empty() => format!("entered {to} as leader"),
            Self::LeaderChanged { from, to, .. } if to.name.is_empty() => format!("removed {from} as leader"),
            Self::LeaderChanged { from, to, .. } if from.name != to.name => {
                format!("changed the leader from {from} to {to}")
            }
            Self::LeaderChanged { to, fields, .. } => format!("changed the {} of the leader {to}", list(fields)),
            Self::LeaderAddressProposed { name } => {
                format!("asked the secretariat to confirm the email address of {name}")
            }
            Self::LeaderAddressConfirmed { name } => format!("confirmed the email address of {name}"),
            // The reason, the question and the comment are for the leads, who are emailed them.
            Self::LeaderAddressDeclined { name, .. } => format!("refused the email address of {name}"),
            Self::LeaderQuestion { name, .. } => format!("asked a question as {name}"),
            Self::LeaderSentBack { name, voided, .. } => {
                format!("sent it back as {name}, cancelling the signature of {}", people(voided))
            }
            Self::DeputyNamed { name, post } => format!("named {name}, {post}, to sign for the leader"),
            Self::EmailDomainAdded { domain } => format!("added the email domain {domain}"),
            Self::EmailDomainRemoved { domain } => format!("removed the email domain {domain}"),
        }
    }

    /// Whether everyone may read it: never, because it is about how a signature came about.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
