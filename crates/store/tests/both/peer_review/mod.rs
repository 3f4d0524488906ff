//! Peer review rounds and the submissions of each.

pub(crate) mod gathering;
pub(crate) mod rounds;
pub(crate) mod training;
