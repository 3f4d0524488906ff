//! Peer review rounds, the submissions of each, and reviewers.

pub(crate) mod active_reviews;
pub(crate) mod allocation;
mod conflicts;
pub(crate) mod gathering;
mod inviting;
mod reminding;
mod reviewers;
pub(crate) mod rounds;
pub(crate) mod training;
