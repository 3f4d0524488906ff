//! Events of peer review rounds. They belong to the charter and to no organisation, so that no organisation's activity log has them.

use crate::core::dates::count;
use serde::{Deserialize, Serialize};

/// What happened in such an event. `round` is the name of the round, `organisation` that of the organisation whose submission it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum RoundEvent {
    RoundCreated { round: String },
    RoundChanged { round: String, fields: Vec<String> },
    RoundCancelled { round: String, reason: String },
    LateSubmissionAccepted { round: String, organisation: String, reason: String },
    LateSubmissionTakenOut { round: String, organisation: String },
    ReviewCompleted { round: String, organisation: String },
    ReviewReopened { round: String, organisation: String },
    FeedbackDraftBegun { round: String, organisation: String, without: u32 },
    FeedbackDraftChanged { round: String, organisation: String, field: String, agreements_ended: u32 },
    FeedbackDraftAgreed { round: String, organisation: String, version: String, by_all: bool },
    FeedbackAgreementWithdrawn { round: String, organisation: String },
    DisagreementRecorded { round: String, organisation: String },
    DisagreementSettled { round: String, organisation: String },
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
            Self::ReviewCompleted { round, organisation } => {
                format!("completed a review of {organisation} in the peer review round “{round}”")
            }
            Self::ReviewReopened { round, organisation } => {
                format!("reopened a review of {organisation} in the peer review round “{round}”")
            }
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
        }
    }

    /// Whether everyone may read it: never.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::permit::Audience,
        work::event::{EventCategory, EventKind},
    };

    #[test]
    fn an_event_of_a_round_reads_back_and_is_for_no_organisation() {
        let what = EventKind::Round(RoundEvent::LateSubmissionAccepted {
            round: "January 2027".into(),
            organisation: "Northmoor".into(),
            reason: "The lead was ill".into(),
        });
        let text = serde_json::to_string(&what).unwrap();
        assert!(text.starts_with(r#"{"what":"late-submission-accepted","round":"January 2027""#), "{text}");
        assert_eq!(serde_json::from_str::<EventKind>(&text).unwrap(), what);
        assert!(!what.may_be_public());
        assert_eq!(what.category(), EventCategory::PeerReview);
        assert!(!EventCategory::PeerReview.is_read_by(Audience::Others));
        assert!(!EventCategory::PeerReview.changes_public_pages());
    }

    #[test]
    fn a_change_of_a_draft_says_which_agreements_it_ended() {
        let changed = |agreements_ended| {
            let (round, organisation, field) = ("January 2027".into(), "Northmoor".into(), "Opening".into());
            RoundEvent::FeedbackDraftChanged { round, organisation, field, agreements_ended }.sentence()
        };
        let plain = "changed “Opening” in the feedback draft for Northmoor in the peer review round “January 2027”";
        assert_eq!(changed(0), plain);
        assert_eq!(changed(2), format!("{plain}, which cancelled 2 agreements"));
    }
}
