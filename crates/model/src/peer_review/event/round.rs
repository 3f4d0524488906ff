//! Events of a round as a whole: its dates, its late submissions, and that its feedback was sent.

use crate::core::dates::count;
use serde::{Deserialize, Serialize};

/// What happened of a round as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum RoundEvent {
    RoundCreated { round: String },
    RoundChanged { round: String, fields: Vec<String> },
    RoundCancelled { round: String, reason: String },
    LateSubmissionAccepted { round: String, organisation: String, reason: String },
    LateSubmissionTakenOut { round: String, organisation: String },
    RoundFeedbackSent { round: String, submissions: u32 },
}

impl RoundEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::RoundCreated { round } => format!("created the peer review round “{round}”"),
            Self::RoundChanged { round, fields } => {
                format!("changed the peer review round “{round}”: {}", fields.join(", "))
            }
            Self::RoundCancelled { round, reason } => format!("cancelled the peer review round “{round}”: {reason}"),
            Self::LateSubmissionAccepted { round, organisation, reason } => {
                format!("accepted the late submission of {organisation} for the peer review round “{round}”: {reason}")
            }
            Self::LateSubmissionTakenOut { round, organisation } => {
                format!("took the late submission of {organisation} out of the peer review round “{round}”")
            }
            Self::RoundFeedbackSent { round, submissions } => {
                let submissions = count(i64::from(*submissions), "submission");
                format!("sent the feedback on {submissions} of the peer review round “{round}”")
            }
        }
    }
}
