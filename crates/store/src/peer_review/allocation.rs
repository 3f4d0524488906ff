//! Proposals for the allocation of a round: created by the secretariat, computed by a job, changed by hand, approved once.

mod approving;
mod inputs;
mod proposals;
mod searching;
mod versions;
mod wishes;

pub use approving::{Approval, ApprovedMember, NotApproved, approval, approve};
pub use inputs::{Gathered, gather};
pub use proposals::{NotCreated, Proposal, create, latest, stop};
pub use searching::{SearchTask, begin_search, finish_search, report_progress};
pub use versions::{PanelsNotSaved, ProposalVersion, change, undo};
pub use wishes::{Wish, WishKind, set_wish, wishes};
