//! The places to which permissions apply, each with the state on which rules depend.

use crate::{
    ActionId, AssessmentId, CommentId, ConsultationId, ImportId, OrganisationId, OwnerId, PanelId, PersonId, PlanId,
    ProgressReviewId, RoundId, ThreadId, Timestamp, UpdateRequestId,
    assessment::Step,
    consultation::ConsultationStep,
    peer_review::review::{PanelStanding, ReviewStep},
    plan::update_request::RequestState,
};

/// The program itself, on the machine where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtProgram;

/// The charter as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtCharter;

/// The visitor's own account. Every signed-in person has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAccount;

/// One organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtOrganisation {
    /// The organisation.
    pub organisation: OrganisationId,
}

/// One self-assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAssessment {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The self-assessment.
    pub assessment: AssessmentId,
    /// Its step.
    pub step: Step,
    /// Since when it is shared with the secretariat, while it is not submitted.
    pub shared: Option<Timestamp>,
}

/// One plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtPlan {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The plan.
    pub plan: PlanId,
    /// The step of the self-assessment that the plan is part of; `None` for a past plan, which is part of none.
    pub step: Option<Step>,
    /// Since when that self-assessment is shared with the secretariat.
    pub shared: Option<Timestamp>,
}

/// One action, in the newest plan that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAction {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The newest plan that has it.
    pub plan: PlanId,
    /// The action.
    pub action: ActionId,
    /// The step of the self-assessment that this plan is part of.
    pub step: Option<Step>,
    /// Since when that self-assessment is shared with the secretariat.
    pub shared: Option<Timestamp>,
    /// Whether this or an earlier plan that has it was submitted. An action has one text for life, so a draft that continues it changes it
    /// in both.
    pub is_submitted: bool,
}

/// The imports of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtImports {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Whether the organisation has members. Until then the secretariat imports for it.
    pub has_members: bool,
}

/// One import of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtImport {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The import.
    pub import: ImportId,
    /// Whether the organisation has members.
    pub has_members: bool,
    /// Who proposed it as a submission made outside Assay; `None` unless it waits for the secretariat.
    pub proposed: Option<Proposer>,
}

/// Who proposed a submission made outside Assay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proposer {
    /// A person.
    Person(PersonId),
    /// The operator, or a person whose account is deleted.
    Other,
}

/// One consultation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtConsultation {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The consultation.
    pub consultation: ConsultationId,
    /// Its step.
    pub step: ConsultationStep,
}

/// All update requests to one owner, as their link shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtOwner {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The owner.
    pub owner: OwnerId,
}

/// One update request, as the link of an owner or a collaborator shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtUpdateRequest {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The update request.
    pub update_request: UpdateRequestId,
    /// The action that it is about.
    pub action: ActionId,
    /// The newest plan that has the action.
    pub plan: PlanId,
    /// Whose link it is: the owner who is asked, or a collaborator.
    pub owner: OwnerId,
    /// Its state, which decides whether it accepts a reply.
    pub state: RequestState,
}

/// One progress review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtProgressReview {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The progress review.
    pub review: ProgressReviewId,
    /// The plan.
    pub plan: PlanId,
    /// Whether it is open.
    pub is_open: bool,
}

/// One thread of comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtThread {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The thread.
    pub thread: ThreadId,
    /// Whether it is resolved.
    pub is_resolved: bool,
}

/// One comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtComment {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The thread that it is in.
    pub thread: ThreadId,
    /// The comment.
    pub comment: CommentId,
    /// The author; `None` for the operator.
    pub by: Option<PersonId>,
    /// Whether the author has deleted it.
    pub is_withdrawn: bool,
}

/// One round of peer review. It belongs to the charter and to no organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtRound {
    /// The round.
    pub round: RoundId,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
}

/// The visitor as a reviewer of submissions. Every signed-in person has this place, so that they can volunteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtReviewer {
    /// The signatory that they review from; `None` for who is not a reviewer, or no longer.
    pub reviews_from: Option<OrganisationId>,
}

/// The allocation of a round, for its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtAllocation {
    /// The round.
    pub round: AtRound,
    /// Whether an allocation was approved.
    pub is_approved: bool,
    /// Whether the visitor belongs to an organisation that is reviewed in the round.
    pub is_own_reviewed: bool,
}

/// One panel of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtPanel {
    /// The panel.
    pub panel: PanelId,
    /// The round.
    pub round: AtRound,
    /// Whether the visitor is on the panel now.
    pub is_member: bool,
    /// Whether the visitor belongs to an organisation that the panel reviews.
    pub is_reviewed: bool,
}

/// The review of one submission by one panel. It belongs to the charter and to no organisation, so that no role in the reviewed organisation
/// counts here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtReview {
    /// The round.
    pub round: RoundId,
    /// The panel.
    pub panel: PanelId,
    /// The submission.
    pub assessment: AssessmentId,
    /// The visitor's standing in the panel.
    pub standing: PanelStanding,
    /// Whether the submission is of an organisation that the visitor belongs to or has a conflict of interest with; of a member of the board, also
    /// whether the panel has another such submission.
    pub is_reviewed: bool,
    /// Whether the visitor is or was a member of the panel.
    pub has_reviewed: bool,
    /// Whether the visitor has agreed to the current version of the panel's draft.
    pub has_agreed: bool,
    /// Its step.
    pub step: ReviewStep,
}

/// A place to which permissions apply.
pub trait Place: Copy {
    /// The organisation that it belongs to, if any.
    fn organisation(&self) -> Option<OrganisationId>;
    /// The self-assessment, if it is one.
    fn assessment(&self) -> Option<AtAssessment> {
        None
    }
    /// Who reads it, if it is part of a self-assessment that is not submitted.
    fn draft(&self) -> Option<DraftReaders> {
        None
    }
}

/// Who reads a self-assessment that is not submitted, with its plan and the actions of that plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftReaders {
    /// Members of the organisation alone.
    Members,
    /// The secretariat as well, since a lead shared it.
    Secretariat(Timestamp),
}

impl DraftReaders {
    /// The readers of what is at this step and was shared at that time; none if it is submitted.
    #[must_use]
    pub fn of(step: Step, shared: Option<Timestamp>) -> Option<Self> {
        (step != Step::Submitted).then(|| shared.map_or(Self::Members, Self::Secretariat))
    }
}

/// A place that always belongs to an organisation.
pub trait InOrganisation: Place {
    /// The organisation.
    fn in_organisation(&self) -> OrganisationId;
}

macro_rules! places {
    (in no organisation: $($global:ty)*; in an organisation: $($place:ty $(, $step:ident)?;)*) => {
        $(impl Place for $global {
            fn organisation(&self) -> Option<OrganisationId> {
                None
            }
        })*
        $(impl Place for $place {
            fn organisation(&self) -> Option<OrganisationId> {
                Some(self.organisation)
            }
            $(fn draft(&self) -> Option<DraftReaders> {
                Option::<Step>::from(self.$step).and_then(|step| DraftReaders::of(step, self.shared))
            })?
        }
        impl InOrganisation for $place {
            fn in_organisation(&self) -> OrganisationId {
                self.organisation
            }
        })*
    };
}
places! {
    in no organisation: AtProgram AtCharter AtAccount AtRound AtReviewer AtAllocation AtPanel AtReview;
    in an organisation: AtOrganisation; AtPlan, step; AtAction, step; AtImports; AtImport; AtConsultation; AtOwner;
        AtUpdateRequest; AtProgressReview; AtThread; AtComment;
}

impl Place for AtAssessment {
    fn organisation(&self) -> Option<OrganisationId> {
        Some(self.organisation)
    }
    fn assessment(&self) -> Option<AtAssessment> {
        Some(*self)
    }
    fn draft(&self) -> Option<DraftReaders> {
        DraftReaders::of(self.step, self.shared)
    }
}

impl InOrganisation for AtAssessment {
    fn in_organisation(&self) -> OrganisationId {
        self.organisation
    }
}
