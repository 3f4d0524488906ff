//! People, sessions, signing in, invitations and members.

pub mod member;
