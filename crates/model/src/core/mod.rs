//! What every area stands on: the database, identities, secrets, time, events, permits and the locks.

pub mod address;
pub mod canonical;
pub mod dates;
pub mod permit;
pub mod prose;
pub mod public_network;
pub mod short;
pub mod versions;
