//! Peer review rounds and reviewers.

pub(crate) mod active_reviews;
mod allocation;
mod anonymity;
pub(crate) mod late_submissions;
mod panels;
mod reminding;
mod reviewers;
mod reviewing;
pub(crate) mod rounds;
pub(crate) mod training;
