//! Plans, actions, progress, owners, update requests, evidence and progress reviews.

pub(crate) mod actions;
pub(crate) mod evidence;
pub(crate) mod owners;
pub(crate) mod past_plans;
pub(crate) mod plans;
pub(crate) mod progress_reviews;
pub(crate) mod update_approvals;
mod update_requests;
