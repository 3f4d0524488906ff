//! Stores the model in SQLite or PostgreSQL. There is one file for each noun, and one string of SQL for each query.
//!
//! A function here takes a transaction and a permit; the permit scopes its SQL and gives its event an author. A function that
//! writes takes a [`WritePermit`](core::write_permit::WritePermit), which belongs to its transaction, and writes its event there
//! ([`core::events`]). The few that take no permit are in `tests/without-permit.txt`, each with its reason.

pub mod accounts;
pub mod assessment;
pub mod consultation;
pub mod core;
pub mod imports;
pub mod peer_review;
pub mod plan;
pub mod public;
pub mod register;
pub mod team;
pub mod work;

pub use core::{
    db::{Db, Error, Failure, Tx},
    response_keys::ResponseKeys,
};
