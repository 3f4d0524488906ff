//! What every area is built on: the database, identities, secrets, time, events, permits and the locks.

pub mod db;
pub mod events;
pub mod fresh;
pub mod relation;
pub mod values;
pub mod write_permit;
