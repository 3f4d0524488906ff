//! Events of the review of one submission: the reviews, the shared draft of its panel, and its moderation.

use crate::core::dates::count;
use serde::{Deserialize, Serialize};

/// What happened of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum ReviewEvent {
    ReviewCompleted { round: String, organisation: String },
    ReviewReopened { round: String, organisation: String },
    GoodPracticeMarked { round: String, organisation: String },
    GoodPracticeUnmarked { round: String, organisation: String },
    FeedbackDraftBegun { round: String, organisation: String, without: u32 },
    FeedbackDraftChanged { round: String, organisation: String, field: String, agreements_ended: u32 },
    FeedbackDraftAgreed { round: String, organisation: String, version: String, by_all: bool },
    FeedbackAgreementWithdrawn { round: String, organisation: String },
    DisagreementRecorded { round: String, organisation: String },
    DisagreementSettled { round: String, organisation: String },
    FeedbackReturned { round: String, organisation: String, version: String },
    FeedbackApproved { round: String, organisation: String, version: String },
    FeedbackApprovalWithdrawn { round: String, organisation: String },
}

impl ReviewEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ReviewCompleted { round, organisation } => {
                format!("completed a review of {organisation} in the peer review round “{round}”")
            }
            Self::ReviewReopened { round, organisation } => {
                format!("reopened a review of {organisation} in the peer review round “{round}”")
            }
            Self::GoodPracticeMarked { round, organisation } => {
                format!("marked good practice in the submission of {organisation} in the peer review round “{round}”")
            }
            Self::GoodPracticeUnmarked { round, organisation } => format!(
                "removed a mark of good practice in the submission of {organisation} in the peer review round “{round}”"
            ),
            Self::FeedbackDraftBegun { round, organisation, without } => {
                let without = match without {
                    0 => String::new(),
                    some => format!(", without waiting for {}", count(i64::from(*some), "review")),
                };
                format!("began the feedback draft for {organisation} in the peer review round “{round}”{without}")
            }
            Self::FeedbackDraftChanged { round, organisation, field, agreements_ended } => {
                let ended = match agreements_ended {
                    0 => String::new(),
                    some => format!(", which cancelled {}", count(i64::from(*some), "agreement")),
                };
                format!(
                    "changed “{field}” in the feedback draft for {organisation} in the peer review round “{round}”{ended}"
                )
            }
            Self::FeedbackDraftAgreed { round, organisation, version, by_all } => {
                let all = if *by_all { ". The whole panel has agreed" } else { "" };
                format!(
                    "agreed to version {} of the feedback draft for {organisation} in the peer review round “{round}”{all}",
                    version.get(..8).unwrap_or(version)
                )
            }
            Self::FeedbackAgreementWithdrawn { round, organisation } => {
                format!(
                    "withdrew an agreement to the feedback draft for {organisation} in the peer review round “{round}”"
                )
            }
            Self::DisagreementRecorded { round, organisation } => {
                format!(
                    "recorded a disagreement about the feedback draft for {organisation} in the peer review round “{round}”"
                )
            }
            Self::DisagreementSettled { round, organisation } => {
                format!(
                    "settled a disagreement about the feedback draft for {organisation} in the peer review round “{round}”"
                )
            }
            Self::FeedbackReturned { round, organisation, version } => {
                let version = version.get(..8).unwrap_or(version);
                format!(
                    "returned version {version} of the feedback draft for {organisation} in the peer review round “{round}” to its panel"
                )
            }
            Self::FeedbackApproved { round, organisation, version } => {
                let version = version.get(..8).unwrap_or(version);
                format!(
                    "approved version {version} of the feedback for {organisation} in the peer review round “{round}”"
                )
            }
            Self::FeedbackApprovalWithdrawn { round, organisation } => {
                format!("withdrew the approval of the feedback for {organisation} in the peer review round “{round}”")
            }
        }
    }
}
