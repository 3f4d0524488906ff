//! Peer review rounds and the submissions of each.

pub mod active_reviews;
pub mod rounds;
