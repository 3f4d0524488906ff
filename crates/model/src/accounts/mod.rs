//! Members of organisations, and the names that people choose.

pub mod member;
pub mod name;
