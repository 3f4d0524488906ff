//! The site: all routes, and the middleware around them.
//!
//! How a request is handled: [`routes`] lists its address and handler, [`core::authorize`] decides who may call the handler, the handler, in
//! the area's crate in `pages`, responds with a template, and [`core::problem`] turns errors into responses.

pub mod routes;

pub use web_shell::{core, imports, server, signing_keys, work};
