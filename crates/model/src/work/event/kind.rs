//! Of what kind something is that happened: by this the history is looked through.

use super::{What, owner::OwnerEvent};

/// The kinds of what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What the organisation says of itself, its stage and its dates.
    Organisation,
    /// Who comes and goes.
    People,
    /// What is written in a self-assessment.
    Answers,
    /// A self-assessment on its way: begun, locked, signed, submitted, returned.
    SignOff,
    /// Changes to a plan and its actions.
    Plan,
    /// How actions stand.
    Progress,
    /// Documents that are read in.
    Documents,
    /// Who answers for actions.
    Owners,
    /// Reviews of the plan.
    Reviews,
    /// Technicians who are asked.
    Voice,
    /// Evidence of impact.
    Evidence,
    /// Comments on answers and actions.
    Comments,
}

impl Kind {
    /// All of them, as they stand in a list to choose from.
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

    /// The word in the database and in addresses.
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
        }
    }

    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The words on screen.
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
        }
    }
}

impl What {
    /// Of what kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::OrganisationRegistered { .. }
            | Self::OrganisationChanged { .. }
            | Self::PhaseChanged { .. }
            | Self::StageMoved { .. }
            | Self::DueDateSet { .. } => Kind::Organisation,
            Self::PersonInvited { .. }
            | Self::InvitationWithdrawn { .. }
            | Self::PersonJoined { .. }
            | Self::RoleChanged { .. }
            | Self::PersonLeft { .. }
            | Self::Group(_)
            | Self::Person(_) => Kind::People,
            Self::AnswerSaved { .. } | Self::HeadcountSaved { .. } => Kind::Answers,
            Self::AssessmentStarted { .. }
            | Self::AssessmentFrozen { .. }
            | Self::LeadSigned { .. }
            | Self::LeaderAsked { .. }
            | Self::LeaderSigned { .. }
            | Self::AssessmentReopened { .. }
            | Self::AssessmentSubmitted { .. }
            | Self::SubmissionReturned { .. } => Kind::SignOff,
            Self::PlanChanged { .. }
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
            | Self::ActionUndecided { .. } => Kind::Plan,
            Self::ActionRated { .. } => Kind::Progress,
            Self::DocumentRead { .. } | Self::DocumentAccepted { .. } | Self::DocumentRefused { .. } => Kind::Documents,
            Self::Owner(_) | Self::UpdateRequest(_) => Kind::Owners,
            Self::ProgressReview(_) => Kind::Reviews,
            Self::Consultation(_) => Kind::Voice,
            Self::Evidence(_) => Kind::Evidence,
            Self::Comment(_) => Kind::Comments,
        }
    }

    /// What each changed field said before, where the event keeps that: the field in words, and its words.
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
    fn a_kind_reads_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::parse("weather"), None);
    }

    #[test]
    fn a_change_says_what_was() {
        let (fields, was) = (vec!["owner".to_owned()], vec!["Library".to_owned()]);
        let what = What::ActionChanged { action: "Count us".into(), fields, was };
        assert_eq!((what.kind(), what.was()), (Kind::Plan, vec![("owner", "Library")]));
    }
}
