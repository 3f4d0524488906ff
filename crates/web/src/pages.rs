//! One module for each noun of an address.

pub mod frozen;
pub mod health;
pub mod leader;
pub mod sign_off;
pub mod account;
pub mod health;
pub mod home;
pub mod invitations;
pub mod people;
pub mod sign_in;
pub mod stewards;
