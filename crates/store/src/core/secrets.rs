//! Secrets and random numbers. With [`ids`](super::ids), the only user of randomness.

use super::digests;

/// A secret for whoever it is sent to, which is stored as its hash only: 256 random bits as 64 hexadecimal digits.
///
/// # Panics
/// If the operating system has no randomness to give, when nothing safe can be done.
#[must_use]
pub fn new() -> String {
    hex::encode(random::<32>())
}

/// What is stored of a secret: its SHA-256. Secrets have 256 bits, so that no salt is needed.
#[must_use]
pub fn hash(secret: &str) -> String {
    digests::sha256(secret.as_bytes())
}

/// A code of eight digits that can be typed, evenly distributed.
///
/// # Panics
/// If the operating system has no randomness to give.
#[must_use]
pub fn code() -> String {
    // 2^64 is so many times 10^8 that the remainder favours no code by more than one in 10^11.
    format!("{:08}", number() % 100_000_000)
}

/// A random number.
///
/// # Panics
/// If the operating system has no randomness to give.
#[must_use]
pub fn number() -> u64 {
    u64::from_le_bytes(random())
}

#[expect(clippy::disallowed_methods, reason = "secrets and identities are made here alone")]
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}
