//! The places of peer review. They belong to the charter and to no organisation.

use crate::{
    AssessmentId, OrganisationId, PanelId, RoundId,
    peer_review::review::{PanelStanding, ReviewStep},
};

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
