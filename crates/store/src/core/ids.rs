//! Identities of what is stored.

use super::secrets::random;
use model::Timestamp;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use uuid::Uuid;

/// A new identity (`UUIDv7`), in order of time; those of one moment are in the order in which this process gave them, so
/// that the events of one request read as they happened.
///
/// # Panics
/// If the operating system has no randomness to give, when nothing safe can be done.
#[must_use]
pub fn new(now: Timestamp) -> Uuid {
    static TURN: AtomicU16 = AtomicU16::new(0);
    let mut bytes: [u8; 10] = random();
    // The first twelve bits after the milliseconds; 62 random ones follow, which make it unlike any other.
    [bytes[0], bytes[1]] = TURN.fetch_add(1, Relaxed).to_be_bytes();
    from_time(now, &bytes)
}

/// A new identity that does not say when it was given, nor before which other one (`UUIDv4`): for what is anonymous.
///
/// # Panics
/// If the operating system has no randomness to give, when nothing safe can be done.
#[must_use]
pub fn unordered() -> Uuid {
    uuid::Builder::from_random_bytes(random()).into_uuid()
}

/// The first identity that [`new`] may give at a moment: those given before are less, all others are not.
#[must_use]
pub fn first_at(moment: Timestamp) -> Uuid {
    from_time(moment, &[0; 10])
}

fn from_time(moment: Timestamp, bytes: &[u8; 10]) -> Uuid {
    let milliseconds = u64::try_from(moment.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, bytes).into_uuid()
}
