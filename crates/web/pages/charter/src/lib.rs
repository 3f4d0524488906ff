//! The charter as data, and its editions.

pub mod charter;
pub mod routes;
