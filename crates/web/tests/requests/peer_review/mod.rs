//! Peer review rounds.

pub(crate) mod active_reviews;
mod allocation;
pub(crate) mod late_submissions;
mod panels;
pub(crate) mod rounds;
pub(crate) mod training;
