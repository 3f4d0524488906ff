//! Every function of the store, on both databases: one module for each noun.

mod accounts;
mod assessment;
mod consultation;
mod core;
mod imports;
mod peer_review;
mod plan;
mod public;
mod register;
mod team;
mod work;
