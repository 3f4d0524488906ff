//! Events of peer review rounds and of the training of reviewers. They belong to the charter and to no organisation, so that no organisation's activity log has them.

use crate::work::event::NamedPerson;
use crate::{core::dates::count, peer_review::allocation::rules::AllocationMode};
use serde::{Deserialize, Serialize};

/// What happened in such an event. `round` is the name of the round, `organisation` that of the organisation whose
/// submission it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum RoundEvent {
    RoundCreated {
        round: String,
    },
    RoundChanged {
        round: String,
        fields: Vec<String>,
    },
    RoundCancelled {
        round: String,
        reason: String,
    },
    LateSubmissionAccepted {
        round: String,
        organisation: String,
        reason: String,
    },
    LateSubmissionTakenOut {
        round: String,
        organisation: String,
    },
    TrainingCompleted {
        course: String,
        edition: String,
    },
    ActiveReviewChosen {
        round: String,
        organisation: String,
        reason: String,
    },
    ActiveReviewNotChosen {
        round: String,
        organisation: String,
        reason: String,
    },
    ActiveReviewRecorded {
        round: String,
        organisation: String,
        fields: Vec<String>,
    },
    AllocationProposed {
        round: String,
        mode: AllocationMode,
    },
    AllocationStopped {
        round: String,
    },
    AllocationChanged {
        round: String,
        panel: u32,
    },
    AllocationUndone {
        round: String,
    },
    PairPinned {
        round: String,
        organisation: String,
    },
    PairBanned {
        round: String,
        organisation: String,
    },
    PairReleased {
        round: String,
        organisation: String,
    },
    AllocationApproved {
        round: String,
        panels: u32,
        reason: String,
    },
    ReviewerDroppedOut {
        round: String,
        panel: u32,
    },
    ReviewerRemoved {
        round: String,
        panel: u32,
    },
    ReviewerReplaced {
        round: String,
        panel: u32,
    },
    ReviewerAdded {
        round: String,
        panel: u32,
    },
    BoardReadingChosen {
        round: String,
        organisation: String,
        reason: String,
    },
    BoardReadingTakenBack {
        round: String,
        organisation: String,
    },
    PanelKept {
        round: String,
        panel: u32,
        reason: String,
    },
    SubmissionAllocated {
        round: String,
        organisation: String,
        panel: u32,
    },
    ReviewerVolunteered,
    ReviewerChanged,
    ReviewerStopped,
    AvailabilityAnswered {
        round: String,
    },
    /// Without the organisation and the reason, which are private.
    ConflictDeclared,
    ConflictWithdrawn,
    ReviewerInvited {
        round: String,
        name: NamedPerson,
    },
    ExperienceRecorded {
        name: NamedPerson,
        is_experienced: bool,
    },
    ReviewCompleted {
        round: String,
        organisation: String,
    },
    ReviewReopened {
        round: String,
        organisation: String,
    },
    FeedbackDraftBegun {
        round: String,
        organisation: String,
        without: u32,
    },
    FeedbackDraftChanged {
        round: String,
        organisation: String,
        field: String,
        agreements_ended: u32,
    },
    FeedbackDraftAgreed {
        round: String,
        organisation: String,
        version: String,
        by_all: bool,
    },
    FeedbackAgreementWithdrawn {
        round: String,
        organisation: String,
    },
    DisagreementRecorded {
        round: String,
        organisation: String,
    },
    DisagreementSettled {
        round: String,
        organisation: String,
    },
    FeedbackReturned {
        round: String,
        organisation: String,
        version: String,
    },
    FeedbackApproved {
        round: String,
        organisation: String,
        version: String,
    },
    FeedbackApprovalWithdrawn {
        round: String,
        organisation: String,
    },
    RoundFeedbackSent {
        round: String,
        submissions: u32,
    },
    GoodPracticeMarked {
        round: String,
        organisation: String,
    },
    GoodPracticeUnmarked {
        round: String,
        organisation: String,
    },
}

impl RoundEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one sentence for each event")]
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
            Self::RoundFeedbackSent { round, submissions } => {
                let submissions = count(i64::from(*submissions), "submission");
                format!("sent the feedback on {submissions} of the peer review round “{round}”")
            }
            Self::GoodPracticeMarked { round, organisation } => {
                format!("marked good practice in the submission of {organisation} in the peer review round “{round}”")
            }
            Self::GoodPracticeUnmarked { round, organisation } => format!(
                "removed a mark of good practice in the submission of {organisation} in the peer review round “{round}”"
            ),
            Self::TrainingCompleted { course, edition } => {
                format!("completed the training for reviewers “{course}”, edition {edition}")
            }
            Self::ActiveReviewChosen { round, organisation, reason } => {
                format!("chose the submission of {organisation} in “{round}” for active review: {reason}")
            }
            Self::ActiveReviewNotChosen { round, organisation, reason } => {
                format!("decided against an active review of the submission of {organisation} in “{round}”: {reason}")
            }
            Self::ActiveReviewRecorded { round, organisation, fields } => {
                format!("recorded the active review with {organisation} in “{round}”: {}", fields.join(", "))
            }
            Self::AllocationProposed { round, mode } => {
                let mode = mode.name().to_lowercase();
                format!("started a proposal for the allocation of the peer review round “{round}”: {mode}")
            }
            Self::AllocationStopped { round } => {
                format!("stopped the search for an allocation of the peer review round “{round}”")
            }
            Self::AllocationChanged { round, panel } => {
                format!("changed panel {panel} of the proposed allocation of the peer review round “{round}”")
            }
            Self::AllocationUndone { round } => {
                format!("undid the last change of the proposed allocation of the peer review round “{round}”")
            }
            Self::PairPinned { round, organisation } => {
                format!("pinned a reviewer to the submission of {organisation} in the peer review round “{round}”")
            }
            Self::PairBanned { round, organisation } => {
                format!("excluded a reviewer from the submission of {organisation} in the peer review round “{round}”")
            }
            Self::PairReleased { round, organisation } => format!(
                "removed a pin or an exclusion for the submission of {organisation} in the peer review round “{round}”"
            ),
            Self::AllocationApproved { round, panels, reason } => {
                let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
                let panels = count(i64::from(*panels), "panel");
                format!("approved the allocation of the peer review round “{round}”, {panels}{reason}")
            }
            Self::ReviewerDroppedOut { round, panel } => {
                format!("dropped out of panel {panel} of the peer review round “{round}”")
            }
            Self::ReviewerRemoved { round, panel } => {
                format!("took a reviewer off panel {panel} of the peer review round “{round}”")
            }
            Self::ReviewerReplaced { round, panel } => {
                format!("replaced a reviewer on panel {panel} of the peer review round “{round}”")
            }
            Self::ReviewerAdded { round, panel } => {
                format!("added a reviewer to panel {panel} of the peer review round “{round}”")
            }
            Self::BoardReadingChosen { round, organisation, reason } => format!(
                "gave the submission of {organisation} in the peer review round “{round}” to the Steering Board: {reason}"
            ),
            Self::BoardReadingTakenBack { round, organisation } => format!(
                "took the submission of {organisation} in the peer review round “{round}” back from the Steering Board"
            ),
            Self::PanelKept { round, panel, reason } => {
                format!("let panel {panel} of the peer review round “{round}” go on as it is: {reason}")
            }
            Self::SubmissionAllocated { round, organisation, panel } => {
                format!("gave the submission of {organisation} to panel {panel} of the peer review round “{round}”")
            }
            Self::ReviewerVolunteered => "volunteered as a reviewer".to_owned(),
            Self::ReviewerChanged => "changed what they know as a reviewer".to_owned(),
            Self::ReviewerStopped => "stopped reviewing".to_owned(),
            Self::AvailabilityAnswered { round } => {
                format!("answered how much they review in the peer review round “{round}”")
            }
            Self::ConflictDeclared => "declared a conflict of interest".to_owned(),
            Self::ConflictWithdrawn => "withdrew a conflict of interest".to_owned(),
            Self::ReviewerInvited { round, name } => {
                format!("invited {name} to review in the peer review round “{round}”")
            }
            Self::ExperienceRecorded { name, is_experienced: true } => {
                format!("marked {name} as an experienced reviewer")
            }
            Self::ExperienceRecorded { name, is_experienced: false } => {
                format!("marked {name} as a reviewer without experience")
            }
        }
    }

    /// The people whom it names, to replace their names. Who reviews is the author of their own events.
    pub(crate) fn people_mut(&mut self) -> Vec<&mut NamedPerson> {
        match self {
            Self::ReviewerInvited { name, .. } | Self::ExperienceRecorded { name, .. } => vec![name],
            _ => Vec::new(),
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
