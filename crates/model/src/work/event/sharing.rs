//! Events of sharing a draft with the secretariat.

use serde::{Deserialize, Serialize};

/// What happened in such an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum SharingEvent {
    DraftShared { title: String },
    DraftSharingEnded { title: String },
}

impl SharingEvent {
    /// The event as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::DraftShared { title } => format!("shared “{title}” with the secretariat"),
            Self::DraftSharingEnded { title } => format!("stopped sharing “{title}” with the secretariat"),
        }
    }

    /// Whether everyone may read it: never, because it is about a draft.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
