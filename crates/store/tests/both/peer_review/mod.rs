//! Peer review rounds with the submissions of each, reviewers, and what the members of a panel write.

pub(crate) mod active_reviews;
mod after_feedback;
pub(crate) mod allocation;
mod board_reading;
mod conflicts;
mod edge_cases;
pub(crate) mod feedback;
pub(crate) mod feedback_drafts;
pub(crate) mod gathering;
mod good_practice;
mod inviting;
mod lessons;
mod moderation;
mod panel_warnings;
mod reminding;
mod reviewers;
pub(crate) mod reviews;
pub(crate) mod rounds;
mod signed_advice;
pub(crate) mod training;
