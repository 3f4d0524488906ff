//! Finds the form of the charter that a document answers, and the questions that it asks.

pub(super) mod edition;
pub(super) mod questions;
pub(super) mod unfolded;
