//! Identities, secrets and digests.

use model::Timestamp;
use store::core::{digests, ids, secrets};

#[test]
fn identities_are_in_order_of_time() {
    let early = ids::new("2026-01-01T00:00:00Z".parse().unwrap());
    let late = ids::new("2026-01-01T00:00:01Z".parse().unwrap());
    assert!(early < late);
    let next = ids::new("2026-01-01T00:00:00Z".parse().unwrap());
    assert!(early != next && early.get_version_num() == 7);
}

#[test]
fn identities_made_before_a_moment_are_less_than_its_first() {
    let at = |time: &str| time.parse::<Timestamp>().unwrap();
    let first = ids::first_at(at("2026-01-01T00:00:00Z"));
    assert!(ids::new(at("2025-12-31T23:59:59.999Z")) < first && first <= ids::new(at("2026-01-01T00:00:00Z")));
}

#[test]
fn identities_of_one_moment_are_in_the_order_in_which_they_were_made() {
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let made: Vec<_> = (0..100).map(|_| ids::new(now)).collect();
    assert!(made.is_sorted());
}

#[test]
fn a_secret_is_stored_as_its_hash_only() {
    let (secret, other) = (secrets::new(), secrets::new());
    assert_eq!(secret.len(), 64);
    assert_ne!(secret, other);
    assert_eq!(secrets::hash(&secret).len(), 64);
    assert_ne!(secrets::hash(&secret), secret);
    assert_eq!(secrets::code().len(), 8);
}

#[test]
fn the_files_of_a_submission_have_one_digest_in_any_order() {
    let of = |files: &[&'static [u8]]| digests::of_files(files.iter().copied());
    assert_eq!(of(&[b"a"]), digests::sha256(b"a"), "one file has its own digest");
    assert_eq!(of(&[b"a", b"b"]), of(&[b"b", b"a"]));
    assert_ne!(of(&[b"a", b"b"]), of(&[b"ab"]));
    assert_ne!(of(&[b"a", b"b"]), of(&[b"a", b"c"]));
    assert_eq!(of(&[]), digests::sha256(b""));
}
