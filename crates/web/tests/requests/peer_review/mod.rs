//! Peer review rounds and reviewers.

mod anonymity;
pub(crate) mod late_submissions;
mod reminding;
mod reviewers;
mod reviewing;
pub(crate) mod rounds;
