//! Access, audiences, request guards and former addresses.

pub(crate) mod access;
pub(crate) mod audiences;
mod form_limits;
pub(crate) mod guards;
pub(crate) mod renamed;
