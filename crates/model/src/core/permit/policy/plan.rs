//! Who may do what with plans, actions, owners, update requests, evidence and progress reviews.

use super::{inside, lead, not_frozen_plan, only, only_theirs, policy, writer};
use crate::{
    core::permit::{
        AtAction, AtOrganisation, AtOwner, AtPlan, AtProgressReview, AtUpdateRequest, Decision, Permission, Relation,
    },
    plan::update_request::Stage,
};

policy! {
    /// Name the owners of actions, give them actions and take them back. Allowed at every step: who answers for an action is not
    /// what was signed.
    KeepOwners at AtOrganisation, |who, _| writer(who);
    /// Ask owners how their actions stand, ask again, ask no more.
    RequestUpdates at AtOrganisation, |who, _| lead(who);
    /// Open a review of the plan.
    OpenProgressReview at AtOrganisation, |who, _| lead(who);
    /// Add evidence, withdraw it, record that consent was taken back.
    KeepEvidence at AtOrganisation, |who, _| writer(who);
    /// Show evidence to everyone, or keep it inside again.
    PublishEvidence at AtOrganisation, |who, _| lead(who);
    /// See a plan and the history of its actions.
    ReadPlan at AtPlan, |who, _| inside(who);
    /// Add, reorder, split, merge and withdraw actions.
    EditPlan at AtPlan, |who, at| writer(who).and_then(|()| not_frozen_plan(at.step));
    /// See an action and its history.
    ReadAction at AtAction, |who, _| inside(who);
    /// Change what an action says.
    EditAction at AtAction, |who, at| writer(who).and_then(|()| not_frozen_plan(at.step));
    /// Say how an action stands. Allowed at every step: news change the plan's life, not what was signed.
    RecordProgress at AtAction, |who, _| writer(who);
    /// Ask who answers for an action how it stands.
    RequestUpdate at AtAction, |who, _| lead(who);
    /// Say who answers for an action and who helps.
    AssignOwner at AtAction, |who, _| writer(who);
    /// See by an owner's link everything that they are asked.
    ReadOwnUpdateRequests at AtOwner, |who, at| only_theirs(who, at.owner);
    /// See by such a link one action and what was last said of it.
    ReadUpdateRequest at AtUpdateRequest, |who, at| only_theirs(who, at.owner);
    /// Say by such a link how that action stands, and say it better while that is asked.
    AnswerUpdateRequest at AtUpdateRequest, |who, at| only_theirs(who, at.owner).and_then(|()| only(at.stage != Stage::Over, "This update is no longer needed."));
    /// See a review of a plan.
    ReadProgressReview at AtProgressReview, |who, _| inside(who);
    /// Write the minutes of a review.
    WriteMinutes at AtProgressReview, |who, at| writer(who).and_then(|()| only(at.is_open, "This progress review is closed and cannot be changed."));
    /// Close a review.
    CloseProgressReview at AtProgressReview, |who, at| lead(who).and_then(|()| only(at.is_open, "This progress review is already closed."));
    /// Let everyone read a closed review, or no longer.
    PublishProgressReview at AtProgressReview, |who, at| lead(who).and_then(|()| only(!at.is_open, "Close the progress review before publishing it."));
}
