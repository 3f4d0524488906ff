//! Peer review rounds, the submissions of each, and reviewers.

mod conflicts;
pub(crate) mod gathering;
mod inviting;
mod reminding;
mod reviewers;
pub(crate) mod rounds;
