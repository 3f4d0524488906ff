//! Identities of stored records.

use super::secrets::random;
use model::Timestamp;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use uuid::Uuid;

/// Returns a new identity (`UUIDv7`), in order of time. Those of one moment are in the order in which this process made
/// them, so that the events of one request are in order.
///
/// # Panics
/// If the operating system provides no randomness, since nothing can be done safely then.
#[must_use]
pub fn new(now: Timestamp) -> Uuid {
    static COUNTER: AtomicU16 = AtomicU16::new(0);
    let mut bytes: [u8; 10] = random();
    // Twelve bits of the counter follow the milliseconds; then 62 random bits make the identity unique.
    [bytes[0], bytes[1]] = COUNTER.fetch_add(1, Relaxed).to_be_bytes();
    from_time(now, &bytes)
}

/// Returns a new identity that shows neither when nor in which order it was made (`UUIDv4`), for anonymous records.
///
/// # Panics
/// If the operating system provides no randomness, since nothing can be done safely then.
#[must_use]
pub fn unordered() -> Uuid {
    uuid::Builder::from_random_bytes(random()).into_uuid()
}

/// Returns the least identity that [`new`] may return at a moment: those made before it are less, and all others are not.
#[must_use]
pub fn first_at(moment: Timestamp) -> Uuid {
    from_time(moment, &[0; 10])
}

fn from_time(moment: Timestamp, bytes: &[u8; 10]) -> Uuid {
    let milliseconds = u64::try_from(moment.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, bytes).into_uuid()
}
