//! Where a text is in which a person may be named.

use crate::{
    ActionId, AssessmentId, EvidenceId, GroupId, HandoverId, MeetingId, OrganisationId, PlanId, ProgressReviewId,
    QuestionKey, ThreadId,
};

/// A place with a text that people wrote, for the person who looks for their name in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPlace {
    /// An answer of a self-assessment.
    Answer(AssessmentId, QuestionKey),
    /// An action: its text, its owner column and its other fields.
    Action(ActionId),
    /// A progress update of an action.
    ProgressUpdate(ActionId),
    /// The reason of published changes of a plan.
    PublishedChange(PlanId),
    /// An evidence item, such as a testimonial.
    Evidence(OrganisationId, EvidenceId),
    /// A comment, or the decision that resolved one.
    Comment(ThreadId),
    /// The minutes of a meeting.
    Minutes(OrganisationId, GroupId, MeetingId),
    /// The note or the minutes of a progress review.
    ProgressReview(ProgressReviewId),
    /// The note of a handover, or what was handed over.
    Handover(OrganisationId, HandoverId),
}

impl TextPlace {
    /// What it is, in a list.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Answer(..) => "Answer",
            Self::Action(_) => "Action",
            Self::ProgressUpdate(_) => "Progress update",
            Self::PublishedChange(_) => "Published change",
            Self::Evidence(..) => "Evidence",
            Self::Comment(_) => "Comment",
            Self::Minutes(..) => "Minutes",
            Self::ProgressReview(_) => "Progress review",
            Self::Handover(..) => "Handover",
        }
    }

    /// The path of the page that shows it.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Answer(assessment, question) => format!("/assessments/{assessment}/questions/{question}"),
            Self::Action(action) | Self::ProgressUpdate(action) => format!("/actions/{action}"),
            Self::PublishedChange(plan) => format!("/plans/{plan}/changes"),
            Self::Evidence(organisation, evidence) => format!("/organisations/{organisation}/evidence/{evidence}"),
            Self::Comment(thread) => format!("/threads/{thread}"),
            Self::Minutes(organisation, group, meeting) => {
                format!("/organisations/{organisation}/groups/{group}/meetings/{meeting}")
            }
            Self::ProgressReview(review) => format!("/progress-reviews/{review}"),
            Self::Handover(organisation, handover) => format!("/organisations/{organisation}/handovers/{handover}"),
        }
    }
}
