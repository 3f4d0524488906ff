//! Peer review rounds and the submissions of each, and the training of reviewers.

pub mod active_reviews;
pub mod allocation;
pub mod panels;
pub mod reminding;
pub mod reviewers;
pub mod rounds;
pub mod training;
