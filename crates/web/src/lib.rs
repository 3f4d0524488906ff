//! The site: every address with its page, and what surrounds all of them.
//!
//! One request: [`routes`] lists the address and its handler, [`core::authorize`] decides who may call it, a file of the area's crate in
//! `pages` answers with a template, and [`core::problem`] answers if something is wrong.

pub mod routes;

pub use web_shell::{core, imports, server, work};
