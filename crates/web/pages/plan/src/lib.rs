//! The pages of plans: actions, progress, owners, update requests, evidence and progress reviews.

pub mod actions;
pub mod evidence;
pub mod files;
pub mod owners;
pub mod paste;
pub mod plan_changes;
pub mod plans;
pub mod progress;
pub mod progress_reviews;
pub mod routes;
pub mod update_approvals;
pub mod update_requests;
pub mod updates;
pub mod workbooks;
