//! Plans, actions, progress, owners, update requests, evidence and progress reviews.

pub(crate) mod actions;
pub(crate) mod addresses;
pub(crate) mod evidence;
mod fields;
pub(crate) mod owners;
pub(crate) mod plan_changes;
pub(crate) mod plans;
pub(crate) mod progress_reviews;
pub(crate) mod update_approvals;
mod update_requests;
pub(crate) mod workbooks;
