//! Events of evidence.

use super::labels;
use serde::{Deserialize, Serialize};

/// An event of an evidence item. Titles are as they were then. The text of a testimonial is never here, because consent can
/// be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum EvidenceEvent {
    EvidenceAdded { kind: String, title: String },
    EvidenceCorrected { title: String, fields: Vec<String> },
    EvidenceWithdrawn { title: String, reason: String },
    EvidencePublished { title: String },
    EvidenceKeptInside { title: String },
    ConsentTakenBack { title: String },
    EvidenceAttached { title: String, to: String },
    EvidenceDetached { title: String, from: String },
    LinkFoundDead { title: String },
    LinkFoundAgain { title: String },
}

impl EvidenceEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::EvidenceAdded { kind, title } => format!("added the evidence “{title}” ({kind})"),
            Self::EvidenceCorrected { title, fields } => {
                format!("edited the {} of the evidence “{title}”", labels(fields).join(" and the "))
            }
            Self::EvidenceWithdrawn { title, reason } => format!("withdrew the evidence “{title}”: {reason}"),
            Self::EvidencePublished { title } => format!("made the evidence “{title}” public"),
            Self::EvidenceKeptInside { title } => format!("made the evidence “{title}” internal"),
            Self::ConsentTakenBack { title } => {
                format!("recorded that consent for “{title}” was withdrawn, and deleted its text")
            }
            Self::EvidenceAttached { title, to } => format!("attached the evidence “{title}” to “{to}”"),
            Self::EvidenceDetached { title, from } => format!("removed the evidence “{title}” from “{from}”"),
            Self::LinkFoundDead { title } => format!("found the link of the evidence “{title}” broken"),
            Self::LinkFoundAgain { title } => format!("found the link of the evidence “{title}” working again"),
        }
    }

    /// Whether everyone may read it: never, because a title may name a person who withdraws consent.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
