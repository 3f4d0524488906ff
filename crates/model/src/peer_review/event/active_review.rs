//! Events of active review.

use serde::{Deserialize, Serialize};

/// What happened of active review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum ActiveReviewEvent {
    ActiveReviewChosen { round: String, organisation: String, reason: String },
    ActiveReviewNotChosen { round: String, organisation: String, reason: String },
    ActiveReviewRecorded { round: String, organisation: String, fields: Vec<String> },
}

impl ActiveReviewEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ActiveReviewChosen { round, organisation, reason } => {
                format!("chose the submission of {organisation} in “{round}” for active review: {reason}")
            }
            Self::ActiveReviewNotChosen { round, organisation, reason } => {
                format!("decided against an active review of the submission of {organisation} in “{round}”: {reason}")
            }
            Self::ActiveReviewRecorded { round, organisation, fields } => {
                format!("recorded the active review with {organisation} in “{round}”: {}", fields.join(", "))
            }
        }
    }
}
