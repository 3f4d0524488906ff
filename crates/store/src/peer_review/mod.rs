//! Peer review rounds and the submissions of each.

pub mod rounds;
