//! Digests of files, by which they are addressed, and a second import of the same files is recognised.

use sha2::{Digest as _, Sha256};

/// Returns the SHA-256 of bytes, such as a file's, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Returns the SHA-256 of one file, or of the digests of several: the same files in another order have the same digest.
#[must_use]
pub fn of_files<'f>(files: impl Iterator<Item = &'f [u8]>) -> String {
    let mut digests: Vec<String> = files.map(sha256).collect();
    digests.sort();
    match &digests[..] {
        [one] => one.clone(),
        several => sha256(several.concat().as_bytes()),
    }
}
