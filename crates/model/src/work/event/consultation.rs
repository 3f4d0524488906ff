//! Events of consultations. None of them is about a respondent.

use super::list;
use crate::{Date, core::dates::long_date};
use serde::{Deserialize, Serialize};

/// An event of a consultation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum ConsultationEvent {
    ConsultationDrafted { title: String },
    ConsultationChanged { title: String },
    ConsultationOpened { title: String, closes: Date },
    ConsultationClosed { title: String, answered: u32 },
    ResponsesDiscarded { title: String, number: u32 },
    FindingWritten { words: String },
    FindingDecided { words: String, actions: Vec<String>, because: Option<String> },
    FindingsPublished { title: String },
    FindingsWithdrawn { title: String },
    InvitedCounted { title: String, invited: Option<u32> },
    CodesPrinted { title: String, number: u32 },
    CodesEmailed { title: String, number: u32 },
    CodesCancelled { title: String, number: u32 },
}

impl ConsultationEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ConsultationDrafted { title } => format!("created the consultation “{title}”"),
            Self::ConsultationChanged { title } => format!("changed the consultation “{title}”"),
            Self::ConsultationOpened { title, closes } => {
                format!("opened the consultation “{title}”, until {}", long_date(*closes))
            }
            Self::ConsultationClosed { title, answered: 1 } => {
                format!("closed the consultation “{title}”: 1 response")
            }
            Self::ConsultationClosed { title, answered } => {
                format!("closed the consultation “{title}”: {answered} responses")
            }
            Self::ResponsesDiscarded { title, number } => {
                format!(
                    "closed the consultation “{title}” without results, because the key of its responses is missing or damaged. \
                     Responses deleted unread: {number}"
                )
            }
            Self::FindingWritten { words } => format!("wrote the finding “{words}”"),
            Self::FindingDecided { words, because: Some(because), .. } => {
                format!("gave the reason for no action on the finding “{words}”: {because}")
            }
            Self::FindingDecided { words, actions, because: None } if actions.is_empty() => {
                format!("cleared the decision on the finding “{words}”")
            }
            Self::FindingDecided { words, actions, because: None } => {
                format!("linked the finding “{words}” to {}", list(actions))
            }
            Self::FindingsPublished { title } => format!("published the findings of “{title}”"),
            Self::FindingsWithdrawn { title } => format!("unpublished the findings of “{title}”"),
            Self::InvitedCounted { title, invited: Some(invited) } => {
                format!("recorded that {invited} people were invited to “{title}”")
            }
            Self::InvitedCounted { title, invited: None } => {
                format!("removed the number invited to “{title}”")
            }
            Self::CodesPrinted { title, number } => {
                format!("printed {number} single-use codes for the consultation “{title}”")
            }
            Self::CodesEmailed { title, number } => {
                format!("sent {number} single-use codes by email for the consultation “{title}”")
            }
            Self::CodesCancelled { title, number } => {
                format!("cancelled {number} unused codes of the consultation “{title}”")
            }
        }
    }

    /// Whether everyone may read it: never.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
