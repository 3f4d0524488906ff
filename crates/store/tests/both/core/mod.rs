//! What every area is built on: the database, identities, secrets, time, events, permits and the locks.

mod failure;
mod health;
mod ids;
pub(crate) mod public_pages;
mod reads;
mod relation;
mod signing_keys;
pub(crate) mod tables;
mod unreadable_rows;
pub(crate) mod upgrade;
mod without_permit;
mod write_permit;
