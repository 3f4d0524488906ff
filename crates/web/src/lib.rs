//! Addresses, pages, mail and jobs.
//!
//! One request: [`routes`] names the function, [`may`] says who may call it, a file of [`pages`] answers with a
//! template, [`problem`] with what went wrong.

pub mod core;
pub mod imports;
pub mod pages;
pub mod routes;
pub mod work;
