//! One module for each noun of an address.

pub mod health;
