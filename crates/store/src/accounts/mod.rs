//! People, their names, sessions, signing in, invitations and members.

pub mod calendar_links;
pub mod invitations;
pub mod members;
pub mod names;
pub mod people;
pub mod sessions;
pub mod sign_ins;
