//! Who may do what with plans, actions, owners, update requests, evidence and progress reviews.

use super::{insider, lead, link_of, member, not_locked, plan_writer, policy, reader, require};
use crate::{
    assessment::Step,
    core::permit::{
        AtAction, AtOrganisation, AtOwner, AtPlan, AtProgressReview, AtUpdateRequest, Decision, Permission, Place,
        Relation,
    },
};

policy! {
    /// Add action owners and assign actions to them. Allowed at every step, since owners are not part of what is signed.
    KeepOwners at AtOrganisation, |who, _| member(who);
    /// Send update requests and reminders to owners, and cancel requests.
    RequestUpdates at AtOrganisation, |who, _| lead(who);
    /// Read the progress updates of action owners that await approval. Until then they are internal to the organisation: neither the
    /// secretariat nor the board reads them.
    ReadWaitingUpdates at AtOrganisation, |who, _| member(who);
    /// Approve these updates or send them back, and decide whether updates have to wait.
    ApproveUpdates at AtOrganisation, |who, _| lead(who);
    /// Start a progress review.
    OpenProgressReview at AtOrganisation, |who, _| lead(who);
    /// Add and withdraw evidence.
    KeepEvidence at AtOrganisation, |who, _| member(who);
    /// Record that consent to a testimonial was withdrawn, which deletes its text for good.
    EndConsent at AtOrganisation, |who, _| lead(who);
    /// Make evidence public or internal.
    PublishEvidence at AtOrganisation, |who, _| lead(who);
    /// Read a plan. The secretariat reads that of a draft that a lead has shared.
    ReadPlan at AtPlan, |who, at| reader(who, at.draft());
    /// Add, reorder, split, merge and withdraw actions. Once the plan is submitted, only for leads.
    EditPlan at AtPlan, |who, at| plan_writer(who, at.step);
    /// Publish changes of a submitted plan that were made since.
    PublishPlanChanges at AtPlan, |who, at| lead(who).and_then(|()| require(at.step == Some(Step::Submitted), "Only the changes of a submitted plan can be published."));
    /// Upload a workbook. Each of its changes needs the permission of the page that makes it, so contributors can record
    /// progress updates in a submitted plan.
    UploadWorkbook at AtPlan, |who, at| member(who).and_then(|()| if at.step == Some(Step::Submitted) { Ok(()) } else { not_locked(at.step) });
    /// Read an action. The secretariat reads those of a draft that a lead has shared.
    ReadAction at AtAction, |who, at| reader(who, at.draft());
    /// Read the activity of an action, with its earlier texts, and its evidence.
    ReadActionHistory at AtAction, |who, _| insider(who);
    /// Edit the details of an action, split, merge, withdraw or restore it. Once a plan that has it is submitted, only for leads, also while
    /// the draft of the next plan continues it.
    EditAction at AtAction, |who, at| action_writer(who, at);
    /// Move an action within its plan. Once that plan is submitted, only for leads.
    MoveAction at AtAction, |who, at| plan_writer(who, at.step);
    /// Record a progress update. Allowed at every step, since updates are not part of what is signed.
    RecordProgress at AtAction, |who, _| member(who);
    /// Request an update on an action from its owner.
    RequestUpdate at AtAction, |who, _| lead(who);
    /// Assign the owner and the collaborators of an action.
    AssignOwner at AtAction, |who, _| member(who);
    /// Read, by an owner's link, their update requests.
    ReadOwnUpdateRequests at AtOwner, |who, at| link_of(who, at.owner);
    /// Read, by such a link, one action and its latest progress update.
    ReadUpdateRequest at AtUpdateRequest, |who, at| link_of(who, at.owner);
    /// Reply, by such a link, to an update request, and correct the reply while the request is open.
    AnswerUpdateRequest at AtUpdateRequest, |who, at| link_of(who, at.owner).and_then(|()| require(at.state.takes_reply(), "This update is no longer needed."));
    /// Read a progress review.
    ReadProgressReview at AtProgressReview, |who, _| insider(who);
    /// Write the minutes of a progress review.
    WriteMinutes at AtProgressReview, |who, at| member(who).and_then(|()| require(at.is_open, "This progress review is closed and cannot be changed."));
    /// Close a progress review.
    CloseProgressReview at AtProgressReview, |who, at| lead(who).and_then(|()| require(at.is_open, "This progress review is already closed."));
    /// Publish or unpublish a closed progress review.
    PublishProgressReview at AtProgressReview, |who, at| lead(who).and_then(|()| require(!at.is_open, "Close the progress review before publishing it."));
}

/// Allows members to change the text of an action, and only leads once a plan that has it was submitted: its text is what was signed.
fn action_writer(who: &Relation, at: &AtAction) -> Decision {
    plan_writer(who, at.step)?;
    require(
        !at.is_submitted || lead(who).is_ok(),
        "This action is in a submitted plan. Only an institutional lead can change it. In the new plan, you can replace it by a related action.",
    )
}
