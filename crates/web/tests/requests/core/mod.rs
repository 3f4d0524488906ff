//! What every area is built on: the database, identities, secrets, time, events, permits and the locks.

pub(crate) mod access;
pub(crate) mod audiences;
pub(crate) mod guards;
pub(crate) mod renamed;
