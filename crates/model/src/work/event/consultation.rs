//! What happens to consultations. Nothing here is about whoever answers.

use super::list;
use crate::{Date, core::dates::long_date};
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum Happened {
    ConsultationDrafted { title: String },
    ConsultationChanged { title: String },
    ConsultationOpened { title: String, closes: Date },
    ConsultationClosed { title: String, answered: u32 },
    FindingWritten { words: String },
    FindingDecided { words: String, actions: Vec<String>, because: Option<String> },
    FindingsPublished { title: String },
    FindingsWithdrawn { title: String },
    InvitedCounted { title: String, invited: Option<u32> },
}

impl Happened {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ConsultationDrafted { title } => format!("began to write the consultation “{title}”"),
            Self::ConsultationChanged { title } => format!("changed the consultation “{title}”"),
            Self::ConsultationOpened { title, closes } => {
                format!("opened the consultation “{title}”, until {}", long_date(*closes))
            }
            Self::ConsultationClosed { title, answered: 1 } => {
                format!("closed the consultation “{title}”: 1 person answered")
            }
            Self::ConsultationClosed { title, answered } => {
                format!("closed the consultation “{title}”: {answered} people answered")
            }
            Self::FindingWritten { words } => format!("wrote as said in a consultation: “{words}”"),
            Self::FindingDecided { words, because: Some(because), .. } => {
                format!("said why nothing came of “{words}”: {because}")
            }
            Self::FindingDecided { words, actions, because: None } if actions.is_empty() => {
                format!("left open again what came of “{words}”")
            }
            Self::FindingDecided { words, actions, because: None } => {
                format!("said what came of “{words}”: {}", list(actions))
            }
            Self::FindingsPublished { title } => format!("published what was said in “{title}”, and what came of it"),
            Self::FindingsWithdrawn { title } => format!("took what was said in “{title}” back from the public"),
            Self::InvitedCounted { title, invited: Some(invited) } => {
                format!("recorded that {invited} people were invited to “{title}”")
            }
            Self::InvitedCounted { title, invited: None } => {
                format!("took back how many people were invited to “{title}”")
            }
        }
    }

    /// Whether everyone may be told.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
