//! The places where something can be permitted, each with the state that rules ask about.

use crate::{
    ActionId, AssessmentId, CommentId, ConsultationId, ImportId, OrganisationId, OwnerId, PersonId, PlanId,
    ProgressReviewId, ThreadId, UpdateRequestId, assessment::Step, consultation::ConsultationStep,
    plan::update_request::RequestState,
};

/// The program itself, on the machine where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtProgram;

/// The charter as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtCharter;

/// One's own account: every signed-in person has this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAccount;

/// One organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtOrganisation {
    /// Which.
    pub organisation: OrganisationId,
}

/// One self-assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAssessment {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub assessment: AssessmentId,
    /// How far it is.
    pub step: Step,
}

/// One plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtPlan {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub plan: PlanId,
    /// How far the assessment is that the plan is part of; a plan that no assessment holds is a past one.
    pub step: Option<Step>,
}

/// One action, in the newest plan that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAction {
    /// Whose.
    pub organisation: OrganisationId,
    /// The newest plan that holds it.
    pub plan: PlanId,
    /// Which.
    pub action: ActionId,
    /// How far the assessment is that this plan is part of.
    pub step: Option<Step>,
}

/// One document that was read and waits to be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtImport {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub import: ImportId,
}

/// One consultation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtConsultation {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub consultation: ConsultationId,
    /// How far it is.
    pub step: ConsultationStep,
}

/// Everything that one owner is asked, as their link shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtOwner {
    /// Whose.
    pub organisation: OrganisationId,
    /// Who.
    pub owner: OwnerId,
}

/// One update request, as the link of an owner or a collaborator shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtUpdateRequest {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub update_request: UpdateRequestId,
    /// The action that it is about.
    pub action: ActionId,
    /// The newest plan that holds it.
    pub plan: PlanId,
    /// Whose link it is: who is asked, or who helps them.
    pub owner: OwnerId,
    /// Whether it takes an answer.
    pub state: RequestState,
}

/// One review of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtProgressReview {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub review: ProgressReviewId,
    /// The plan.
    pub plan: PlanId,
    /// Whether it is open.
    pub is_open: bool,
}

/// One thread of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtThread {
    /// Whose.
    pub organisation: OrganisationId,
    /// Which.
    pub thread: ThreadId,
    /// Whether it is resolved.
    pub is_resolved: bool,
}

/// One comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtComment {
    /// Whose.
    pub organisation: OrganisationId,
    /// In which thread.
    pub thread: ThreadId,
    /// Which.
    pub comment: CommentId,
    /// Who wrote it; none for the operator.
    pub by: Option<PersonId>,
    /// Whether they took it back.
    pub is_withdrawn: bool,
}

/// Where something can be permitted.
pub trait Place: Copy {
    /// The organisation that it belongs to, where it belongs to one.
    fn organisation(&self) -> Option<OrganisationId>;
}

/// A place that belongs to an organisation, always.
pub trait InOrganisation: Place {
    /// The organisation.
    fn in_organisation(&self) -> OrganisationId;
}

macro_rules! places {
    (apart: $($apart:ty)*; in an organisation: $($place:ty)*) => {
        $(impl Place for $apart {
            fn organisation(&self) -> Option<OrganisationId> {
                None
            }
        })*
        $(impl Place for $place {
            fn organisation(&self) -> Option<OrganisationId> {
                Some(self.organisation)
            }
        }
        impl InOrganisation for $place {
            fn in_organisation(&self) -> OrganisationId {
                self.organisation
            }
        })*
    };
}
places! {
    apart: AtProgram AtCharter AtAccount;
    in an organisation: AtOrganisation AtAssessment AtPlan AtAction AtImport AtConsultation AtOwner AtUpdateRequest AtProgressReview
        AtThread AtComment
}
