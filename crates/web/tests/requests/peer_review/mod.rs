//! Peer review rounds.

mod allocation;
pub(crate) mod late_submissions;
mod panels;
pub(crate) mod rounds;
