//! Proposals for the allocation of a round: created by the secretariat, computed by a job, changed by hand, approved once.

mod approving;
mod inputs;
mod proposals;
mod versions;
mod wishes;

pub use approving::{Approval, ApprovedMember, NotApproved, approval, approve};
pub use inputs::{Gathered, gather};
pub use proposals::{
    NotCreated, Proposal, SearchTask, begin_search, create, finish_search, latest, report_progress, stop,
};
pub use versions::{NotSaved, ProposalVersion, change, undo};
pub use wishes::{Wish, WishKind, set_wish, wishes};
