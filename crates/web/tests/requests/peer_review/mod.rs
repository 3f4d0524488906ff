//! Peer review rounds.

pub(crate) mod late_submissions;
pub(crate) mod rounds;
pub(crate) mod training;
