//! Peer review: rounds, reviewers and their training, the allocation, and the workbench and the shared draft of a panel.

pub(crate) mod active_reviews;
mod advice;
mod after_feedback;
mod allocation;
pub(crate) mod anonymity;
mod edge_cases;
mod feedback;
pub(crate) mod feedback_drafts;
mod good_practice;
pub(crate) mod late_submissions;
mod lessons;
mod moderation;
mod panel_anonymity;
mod panels;
mod reminding;
mod reviewers;
mod reviewing;
pub(crate) mod rounds;
mod saving_together;
mod sending;
pub(crate) mod training;
pub(crate) mod workbench;
