//! What must never be guessed or met twice: identities and secrets. The only home of randomness.

use model::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use uuid::Uuid;

/// A new identity (`UUIDv7`), in order of time; those of one moment are in the order in which this program gave them, so
/// that the events of one request read as they happened.
///
/// # Panics
/// If the operating system has no randomness to give, when nothing safe can be done.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the home of identities")]
pub fn id(now: Timestamp) -> Uuid {
    static TURN: AtomicU16 = AtomicU16::new(0);
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    // The first twelve bits after the milliseconds; 62 random ones follow, which is what makes it unlike any other.
    [bytes[0], bytes[1]] = TURN.fetch_add(1, Relaxed).to_be_bytes();
    let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &bytes).into_uuid()
}

/// A new identity that says nothing of when it was given, nor before which other one (`UUIDv4`): for what is anonymous.
///
/// # Panics
/// If the operating system has no randomness to give, when nothing safe can be done.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the home of identities")]
pub fn unordered() -> Uuid {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A random number.
///
/// # Panics
/// If the operating system has no randomness to give.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the home of randomness")]
pub fn number() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    u64::from_le_bytes(bytes)
}

/// The first identity that may be given at a moment: those of before are less, all others are not.
#[must_use]
pub fn first_of(moment: Timestamp) -> Uuid {
    let milliseconds = u64::try_from(moment.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &[0; 10]).into_uuid()
}

/// A secret that goes to its owner and is never kept: 256 random bits as 64 hexadecimal digits.
///
/// # Panics
/// If the operating system has no randomness to give, when nothing safe can be done.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the home of secrets")]
pub fn secret() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    hex(&bytes)
}

/// A code of eight digits that can be typed, evenly distributed.
///
/// # Panics
/// If the operating system has no randomness to give.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the home of secrets")]
pub fn code() -> String {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    // 2^64 is so many times 10^8 that the remainder favours no code by more than one in 10^11.
    format!("{:08}", u64::from_le_bytes(bytes) % 100_000_000)
}

/// What is kept of a secret: its SHA-256. Secrets have 256 bits, so that no salt is needed.
#[must_use]
pub fn hashed(secret: &str) -> String {
    digest(secret.as_bytes())
}

/// The SHA-256 of bytes, such as a file's.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The SHA-256 of one file, or of the digests of several: in another order they are the same files.
#[must_use]
pub fn digest_of_all<'f>(files: impl Iterator<Item = &'f [u8]>) -> String {
    let mut digests: Vec<String> = files.map(digest).collect();
    digests.sort();
    match &digests[..] {
        [one] => one.clone(),
        several => digest(several.concat().as_bytes()),
    }
}

/// The bytes of hexadecimal digits; none where they are no such digits.
#[must_use]
pub fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match *pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    digits.as_bytes().chunks(2).map(pair).collect()
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String can be written to");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_follow_time() {
        let early = id("2026-01-01T00:00:00Z".parse().unwrap());
        let late = id("2026-01-01T00:00:01Z".parse().unwrap());
        assert!(early < late);
        let next = id("2026-01-01T00:00:00Z".parse().unwrap());
        assert!(early != next && early.get_version_num() == 7);
    }

    #[test]
    fn a_moment_parts_the_identities_before_it_from_the_others() {
        let at = |time: &str| time.parse::<Timestamp>().unwrap();
        let first = first_of(at("2026-01-01T00:00:00Z"));
        assert!(id(at("2025-12-31T23:59:59.999Z")) < first && first <= id(at("2026-01-01T00:00:00Z")));
    }

    #[test]
    fn identities_of_one_moment_are_in_the_order_in_which_they_were_given() {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let given: Vec<_> = (0..100).map(|_| id(now)).collect();
        assert!(given.is_sorted());
    }

    #[test]
    fn the_files_of_a_submission_have_one_digest_in_any_order() {
        let of = |files: &[&'static [u8]]| digest_of_all(files.iter().copied());
        assert_eq!(of(&[b"a"]), digest(b"a"), "one file is known by its own");
        assert_eq!(of(&[b"a", b"b"]), of(&[b"b", b"a"]));
        assert_ne!(of(&[b"a", b"b"]), of(&[b"ab"]));
        assert_ne!(of(&[b"a", b"b"]), of(&[b"a", b"c"]));
        assert_eq!(of(&[]), digest(b""));
    }

    #[test]
    fn bytes_come_back_from_their_digits_and_nonsense_does_not() {
        assert_eq!(from_hex(&hex(&[0, 7, 255])), Some(vec![0, 7, 255]));
        assert_eq!(from_hex("FF0a"), Some(vec![255, 10]));
        assert_eq!(from_hex(""), Some(Vec::new()));
        for nonsense in ["0", "000", "zz", "+f", "é0", "0 "] {
            assert_eq!(from_hex(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_secret_is_kept_as_its_hash_only() {
        let (secret, other) = (secret(), secret());
        assert_eq!(secret.len(), 64);
        assert_ne!(secret, other);
        assert_eq!(hashed(&secret).len(), 64);
        assert_ne!(hashed(&secret), secret);
        assert_eq!(code().len(), 8);
    }
}
