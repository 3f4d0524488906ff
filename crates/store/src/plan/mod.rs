//! Plans, actions, progress, owners, update requests, evidence and progress reviews.

pub mod actions;
pub mod evidence;
pub mod owners;
pub mod plans;
pub mod progress;
pub mod progress_reviews;
pub mod update_approvals;
pub mod update_requests;
pub(crate) mod versions;
