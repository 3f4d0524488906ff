//! The event log: gives each committed event its place in a Merkle tree, and signs checkpoints of the tree.
//!
//! Recording an event stores its salt and nothing else, so that no writer waits for another. A short step afterwards
//! ([`append`]) writes the entries, by one instance at a time: each names the one before it of its organisation, and is a leaf of the tree.

mod appending;
mod checkpoints;
mod proofs;
mod tiles;

pub use appending::{append, is_any_waiting};
pub use checkpoints::{PublishedCheckpoint, SigningOutcome, goes_on_from, latest, published, sign, with_size};
pub use proofs::{EntryProof, of_submission};
pub use tiles::tile;

pub(super) use appending::EventRow;
pub(super) use tiles::at as tiles_at;

use crate::core::db::{Error, Tx};
use uuid::Uuid;

/// What is locked while entries are appended or a checkpoint is signed.
const LOCK: Uuid = Uuid::from_u128(0x6576_656e_7420_6c6f_672c_2061_7070_656e);

/// The number of entries.
pub(super) async fn size(tx: &mut Tx) -> Result<u64, Error> {
    let (size,): (i64,) = tx.query("select coalesce(max(place) + 1, 0) from log_entry").one().await?;
    Ok(size.cast_unsigned())
}

/// A place or a size, as its column has it.
pub(super) fn number(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|error| Error::Decode(error.into()))
}
