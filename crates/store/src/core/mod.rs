//! What every area is built on: the database, identities, secrets, time, events, permits and the locks.

pub mod db;
pub mod digests;
pub mod events;
pub mod health;
pub(crate) mod identities;
pub mod ids;
pub mod relation;
pub mod response_keys;
pub mod secrets;
pub mod signing_keys;
pub mod tampering;
pub mod values;
pub(crate) mod versions;
pub mod wiping;
pub mod write_permit;
