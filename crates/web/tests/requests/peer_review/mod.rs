//! Peer review: rounds, reviewers and their training, the allocation, and the workbench and the shared draft of a panel.

pub(crate) mod active_reviews;
mod after_feedback;
mod allocation;
pub(crate) mod anonymity;
pub(crate) mod feedback_drafts;
pub(crate) mod late_submissions;
mod panel_anonymity;
mod panels;
mod reminding;
mod reviewers;
mod reviewing;
pub(crate) mod rounds;
pub(crate) mod training;
pub(crate) mod workbench;
