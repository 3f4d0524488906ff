//! Peer review: rounds with the submissions of each, reviewers and their training, the allocation, and what the members of a panel write.

mod about;
pub mod active_reviews;
pub mod allocation;
pub mod board_reading;
pub mod feedback;
pub mod feedback_drafts;
pub mod good_practice;
pub mod lessons;
pub mod panels;
pub mod reminding;
pub mod reviewed_submission;
pub mod reviewers;
pub mod reviews;
pub mod rounds;
pub mod training;
