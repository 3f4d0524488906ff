//! Requests, as visitors make them: one module for each noun. One binary, since linking each would cost more than running
//! all.

mod accounts;
mod assessment;
mod consultation;
mod core;
mod imports;
mod markers;
mod plan;
mod public;
mod register;
mod server;
mod support;
mod team;
mod work;
