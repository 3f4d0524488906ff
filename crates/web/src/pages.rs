//! One module for each noun of an address.

pub mod frozen;
pub mod health;
pub mod leader;
pub mod sign_off;
