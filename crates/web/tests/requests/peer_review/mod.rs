//! Peer review rounds.

pub(crate) mod active_reviews;
mod late_submissions;
pub(crate) mod rounds;
pub(crate) mod training;
