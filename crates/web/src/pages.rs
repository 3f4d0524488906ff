//! One module for each noun of an address.

pub mod accounts;
pub mod assessment;
pub mod charter;
pub mod consultation;
pub mod imports;
pub mod plan;
pub mod public;
pub mod register;
pub mod team;
pub mod work;
