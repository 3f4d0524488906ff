//! Peer review rounds and the submissions of each.

pub mod allocation;
pub mod panels;
pub mod reviewers;
pub mod rounds;
