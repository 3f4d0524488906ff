//! People, sessions, signing in, invitations and members.

mod charter_roles;
mod names;
pub(crate) mod people;
