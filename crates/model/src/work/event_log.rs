//! The event log: a Merkle tree (RFC 6962) over the events of the register, so that a change of the database shows.
//!
//! Each event has an [entry](LogEntry), which commits to what the event tells by a salted hash and names the entry before it of the same
//! organisation. The entries are the leaves of one [tree]; a signed [checkpoint] fixes all of them. What this proves, and from
//! when on, is in `docs/decisions/0017-the-event-log.md`.

pub mod audit;
pub mod checkpoint;
pub mod entry;
pub mod note;
pub mod tree;

pub use checkpoint::Checkpoint;
pub use entry::{EntryOrigin, LogEntry, Told};
