//! Tests that send requests as a browser does. They are one binary, because linking several would take longer than running
//! all the tests.

mod accounts;
mod assessment;
mod consultation;
mod core;
mod imports;
mod markers;
mod peer_review;
mod plan;
mod public;
mod register;
mod server;
mod support;
mod team;
mod work;
