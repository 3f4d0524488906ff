//! People, sessions, signing in, invitations and members.

pub mod account;
pub mod home;
pub mod invitations;
pub mod people;
pub mod routes;
pub mod sign_in;
