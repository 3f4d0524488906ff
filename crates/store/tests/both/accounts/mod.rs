//! People, sessions, signing in, invitations and members.

mod names;
pub(crate) mod people;
