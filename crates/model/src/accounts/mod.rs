//! Members of organisations.

pub mod member;
