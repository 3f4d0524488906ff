//! Peer review rounds and the submissions of each.

pub mod reminding;
pub mod reviewers;
pub mod rounds;
