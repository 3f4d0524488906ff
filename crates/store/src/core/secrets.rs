//! Secrets and random numbers. With [`ids`](super::ids), the only user of randomness.

use super::digests;

/// Returns a new secret, of which only the [`hash`] is stored: 256 random bits as 64 hexadecimal digits.
///
/// # Panics
/// If the operating system provides no randomness, since nothing can be done safely then.
#[must_use]
pub fn new() -> String {
    hex::encode(random::<32>())
}

/// Returns the seed of a new key pair: 256 random bits.
///
/// # Panics
/// If the operating system provides no randomness, since nothing can be done safely then.
#[must_use]
pub fn seed() -> [u8; 32] {
    random()
}

/// Returns the SHA-256 of a secret, which is what is stored. Secrets have 256 bits, so that no salt is needed.
#[must_use]
pub fn hash(secret: &str) -> String {
    digests::sha256(secret.as_bytes())
}

/// Returns a random code of eight digits that can be typed, evenly distributed.
///
/// # Panics
/// If the operating system provides no randomness.
#[must_use]
pub fn code() -> String {
    // 2^64 is so many times 10^8 that the remainder favours no code by more than one in 10^11.
    format!("{:08}", number() % 100_000_000)
}

/// Returns a random number.
///
/// # Panics
/// If the operating system provides no randomness.
#[must_use]
pub fn number() -> u64 {
    u64::from_le_bytes(random())
}

#[expect(clippy::disallowed_methods, reason = "secrets and identities are made here alone")]
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system provides randomness");
    bytes
}
