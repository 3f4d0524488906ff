//! Addresses, pages, API, mail and jobs.

pub mod assets;
pub mod form;
pub mod rings;
pub mod shell;
