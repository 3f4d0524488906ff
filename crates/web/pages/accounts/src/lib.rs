//! The pages of accounts: sign-in, sessions, invitations, members and personal data.

pub mod account;
pub mod home;
pub mod invitations;
pub mod people;
pub mod routes;
pub mod sign_in;
