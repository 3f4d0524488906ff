//! Peer review rounds and the submissions of each, and the training of reviewers.

pub mod rounds;
pub mod training;
