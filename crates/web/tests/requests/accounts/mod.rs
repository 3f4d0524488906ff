//! People, sessions, signing in, invitations and members.

pub(crate) mod account;
mod names;
pub(crate) mod people;
mod separation;
pub(crate) mod sign_in;
