//! Digests of what is stored: files are addressed by them, and a second import of the same files is recognised.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of bytes, such as a file's, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The SHA-256 of one file, or of the digests of several: the same files in another order have the same one.
#[must_use]
pub fn of_files<'f>(files: impl Iterator<Item = &'f [u8]>) -> String {
    let mut digests: Vec<String> = files.map(sha256).collect();
    digests.sort();
    match &digests[..] {
        [one] => one.clone(),
        several => sha256(several.concat().as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_submission_have_one_digest_in_any_order() {
        let of = |files: &[&'static [u8]]| of_files(files.iter().copied());
        assert_eq!(of(&[b"a"]), sha256(b"a"), "one file is known by its own");
        assert_eq!(of(&[b"a", b"b"]), of(&[b"b", b"a"]));
        assert_ne!(of(&[b"a", b"b"]), of(&[b"ab"]));
        assert_ne!(of(&[b"a", b"b"]), of(&[b"a", b"c"]));
        assert_eq!(of(&[]), sha256(b""));
    }
}
