//! Addresses, pages, emails and background jobs.
//!
//! One request: [`routes`] lists the address and its handler, [`core::authorize`] decides who may call it, a file of [`pages`] answers with
//! a template, and [`core::problem`] answers if something is wrong.

pub mod core;
pub mod imports;
pub mod pages;
pub mod routes;
pub mod work;
