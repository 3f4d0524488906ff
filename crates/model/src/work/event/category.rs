//! The categories of events, by which the activity log is filtered.

use super::{EventKind, leader::LeaderEvent, owner::OwnerEvent};
use crate::core::permit::Audience;

/// A category of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventCategory {
    /// The registration details and profile of the organisation, its stage and its dates.
    Organisation,
    /// Members who join or leave, and groups.
    People,
    /// Answers and headcounts of self-assessments.
    Answers,
    /// Steps of a self-assessment: started, locked, signed, submitted, returned.
    SignOff,
    /// Changes to a plan and its actions.
    Plan,
    /// Progress updates.
    Progress,
    /// Imports of documents.
    Documents,
    /// Owners of actions, and update requests.
    Owners,
    /// Progress reviews.
    Reviews,
    /// Consultations.
    Voice,
    /// Evidence of impact.
    Evidence,
    /// Comments on answers and actions.
    Comments,
    /// Peer review rounds. Such events belong to no organisation.
    PeerReview,
}

impl EventCategory {
    /// The categories of an organisation's activity log, in the order of the list to choose from.
    pub const ALL: [Self; 12] = [
        Self::Plan,
        Self::Progress,
        Self::Owners,
        Self::Reviews,
        Self::Voice,
        Self::Evidence,
        Self::Answers,
        Self::Comments,
        Self::SignOff,
        Self::People,
        Self::Organisation,
        Self::Documents,
    ];

    /// The name in the database and in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::People => "people",
            Self::Answers => "answers",
            Self::SignOff => "sign-off",
            Self::Plan => "plan",
            Self::Progress => "progress",
            Self::Documents => "documents",
            Self::Owners => "owners",
            Self::Reviews => "reviews",
            Self::Voice => "voice",
            Self::Evidence => "evidence",
            Self::Comments => "comments",
            Self::PeerReview => "peer-review",
        }
    }

    /// Whether such changes can appear on public pages. Answers do with the submission, which has an event of its own; comments and rounds never do.
    #[must_use]
    pub fn changes_public_pages(self) -> bool {
        !matches!(self, Self::Answers | Self::Comments | Self::PeerReview)
    }
    /// Whether readers other than members, which is the secretariat, get events of this category: those of the register and of sign-off,
    /// which have no text of a draft.
    #[must_use]
    pub fn is_read_by(self, audience: Audience) -> bool {
        audience == Audience::Members || matches!(self, Self::Organisation | Self::SignOff)
    }

    /// Parses that name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The name on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Organisation => "The organisation and its dates",
            Self::People => "Members",
            Self::Answers => "Answers and headcount",
            Self::SignOff => "Signatures and submissions",
            Self::Plan => "Actions",
            Self::Progress => "Progress updates",
            Self::Documents => "Imports",
            Self::Owners => "Action owners",
            Self::Reviews => "Progress reviews",
            Self::Voice => "Consultations",
            Self::Evidence => "Evidence",
            Self::Comments => "Comments",
            Self::PeerReview => "Peer review",
        }
    }
}

impl EventKind {
    /// The category of the event.
    #[must_use]
    pub fn category(&self) -> EventCategory {
        match self {
            Self::OrganisationRegistered { .. }
            | Self::OrganisationChanged { .. }
            | Self::PhaseChanged { .. }
            | Self::StageMoved { .. }
            | Self::DueDateSet { .. }
            | Self::Leader(
                LeaderEvent::LeaderChanged { .. }
                | LeaderEvent::EmailDomainAdded { .. }
                | LeaderEvent::EmailDomainRemoved { .. },
            ) => EventCategory::Organisation,
            Self::PersonInvited { .. }
            | Self::InvitationWithdrawn { .. }
            | Self::PersonJoined { .. }
            | Self::RoleChanged { .. }
            | Self::PersonLeft { .. }
            | Self::Group(_)
            | Self::Person(_) => EventCategory::People,
            Self::AnswerSaved { .. } | Self::HeadcountSaved { .. } => EventCategory::Answers,
            Self::AssessmentStarted { .. }
            | Self::AssessmentFrozen { .. }
            | Self::LeadSigned { .. }
            | Self::LeaderAsked { .. }
            | Self::LeaderSigned { .. }
            | Self::AssessmentReopened { .. }
            | Self::AssessmentSubmitted { .. }
            | Self::SubmissionReturned { .. }
            | Self::Leader(_)
            | Self::Sharing(_)
            | Self::PastSubmission(_) => EventCategory::SignOff,
            Self::PlanChanged { .. }
            | Self::PlanChangesPublished { .. }
            | Self::ActionAdded { .. }
            | Self::ActionChanged { .. }
            | Self::ActionMoved { .. }
            | Self::ActionSplit { .. }
            | Self::ActionMerged { .. }
            | Self::ActionWithdrawn { .. }
            | Self::ActionRestored { .. }
            | Self::ActionContinued { .. }
            | Self::ActionFollowed { .. }
            | Self::ActionStopped { .. }
            | Self::ActionUndecided { .. } => EventCategory::Plan,
            Self::ActionRated { .. } => EventCategory::Progress,
            Self::DocumentRead { .. } | Self::DocumentAccepted { .. } | Self::DocumentRefused { .. } => {
                EventCategory::Documents
            }
            Self::Owner(_) | Self::UpdateRequest(_) => EventCategory::Owners,
            Self::ProgressReview(_) => EventCategory::Reviews,
            Self::Consultation(_) => EventCategory::Voice,
            Self::Evidence(_) => EventCategory::Evidence,
            Self::Comment(_) => EventCategory::Comments,
            Self::PeerReview(_) => EventCategory::PeerReview,
            Self::Feedback(event) => event.category(),
        }
    }

    /// The previous text of each changed field, by the name of the field, if the event has it.
    #[must_use]
    pub fn was(&self) -> Vec<(&str, &str)> {
        let (Self::ActionChanged { fields, was, .. } | Self::Owner(OwnerEvent::OwnerChanged { fields, was, .. })) =
            self
        else {
            return Vec::new();
        };
        fields.iter().map(String::as_str).zip(was.iter().map(String::as_str)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_reads_back() {
        for kind in EventCategory::ALL {
            assert_eq!(EventCategory::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(EventCategory::parse("weather"), None);
    }

    #[test]
    fn a_change_has_the_previous_text() {
        let (fields, was) = (vec!["owner".to_owned()], vec!["Library".to_owned()]);
        let what = EventKind::ActionChanged { action: "Count us".into(), fields, was };
        assert_eq!((what.category(), what.was()), (EventCategory::Plan, vec![("owner", "Library")]));
    }
}
