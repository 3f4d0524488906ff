//! Peer review rounds and the submissions of each.

pub(crate) mod active_reviews;
mod gathering;
pub(crate) mod rounds;
pub(crate) mod training;
