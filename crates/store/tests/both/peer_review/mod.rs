//! Peer review rounds and the submissions of each.

pub(crate) mod allocation;
pub(crate) mod gathering;
pub(crate) mod rounds;
