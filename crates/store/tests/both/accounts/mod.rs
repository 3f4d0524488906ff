//! People, sessions, signing in, invitations and members.

pub(crate) mod people;
