//! Peer review rounds and the submissions of each.

pub(crate) mod active_reviews;
pub(crate) mod allocation;
pub(crate) mod gathering;
pub(crate) mod rounds;
pub(crate) mod training;
