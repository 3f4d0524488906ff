//! Peer review: rounds with the submissions of each, and what the members of a panel write about one.

mod about;
pub mod feedback_drafts;
pub mod panel_comments;
pub mod private_notes;
pub mod reviewed_submission;
pub mod reviewing;
pub mod reviews;
pub mod rounds;
