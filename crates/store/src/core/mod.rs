//! What every area stands on: the database, identities, secrets, time, events, permits and the locks.

pub mod db;
pub mod fresh;
pub mod history;
pub mod standing;
pub mod values;
