//! People, sessions, signing in, invitations and members.

pub(crate) mod account;
pub(crate) mod people;
pub(crate) mod sign_in;
