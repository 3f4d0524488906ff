//! Checkpoints (<https://c2sp.org/tlog-checkpoint>): the size and the root of the tree at a time, which the register signs and publishes.

use super::note::{Note, NoteError, is_name};
use crate::{
    Timestamp,
    core::{
        canonical::Hash,
        keys::{KeyPair, KnownKey, NotANote},
    },
};

/// How the line with the time begins.
const TIME: &str = "time ";

/// A checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log: the address of the register without its scheme, and `/log`.
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
    /// When it was signed.
    pub at: Timestamp,
}

/// The name of the log of the register at that address. It is also the name of the signer.
#[must_use]
pub fn origin(base: &str) -> String {
    let host = base.split_once("://").map_or(base, |(_, rest)| rest).trim_end_matches('/');
    let origin = format!("{host}/log");
    if is_name(&origin) { origin } else { "assay/log".to_owned() }
}

impl Checkpoint {
    /// The text that is signed.
    ///
    /// # Errors
    /// Returns an error if the origin has a line break.
    fn text(&self) -> Result<String, NotANote> {
        let hash = tlog_tiles::Hash(*self.root.as_bytes());
        let checkpoint = tlog_tiles::Checkpoint::new(&self.origin, self.size, hash, &format!("{TIME}{}\n", self.at));
        String::from_utf8(checkpoint.map_err(|_| NotANote)?.to_bytes()).map_err(|_| NotANote)
    }

    /// Signs it.
    ///
    /// # Errors
    /// Returns an error if the origin cannot be the name of a signer.
    pub fn sign(&self, pair: &KeyPair) -> Result<Note, NotANote> {
        Note::sign(self.text()?, &self.origin, pair)
    }

    /// Reads the checkpoint of a note, without verifying its signature.
    ///
    /// # Errors
    /// Returns [`NoteError::Malformed`] if the note is not a checkpoint of a register.
    pub fn of(note: &Note) -> Result<Self, NoteError> {
        let read = tlog_tiles::Checkpoint::from_bytes(note.text().as_bytes()).map_err(|_| NoteError::Malformed)?;
        let time = read.extension().strip_prefix(TIME).and_then(|time| time.strip_suffix('\n'));
        let at = time.and_then(|time| time.parse().ok()).ok_or(NoteError::Malformed)?;
        let root = Hash::from_bytes(read.hash().0);
        Ok(Self { origin: read.origin().to_owned(), size: read.size(), root, at })
    }

    /// Reads the checkpoint of a note that one of the keys signed at the time that it states.
    ///
    /// # Errors
    /// Returns an error if it is no checkpoint, or none of the keys signed it.
    pub fn verified(note: &str, keys: &[KnownKey]) -> Result<Self, NoteError> {
        match Self::read(note, keys)? {
            (checkpoint, Ok(())) => Ok(checkpoint),
            (_, Err(error)) => Err(error),
        }
    }

    /// Reads the checkpoint of a note that one of the keys signed, at whatever time. An instance that did not know that its key had been
    /// replaced, or whose clock was wrong, may have signed one. Such a checkpoint proves nothing to others. A log that goes on from it is
    /// still the log that the register signed.
    ///
    /// # Errors
    /// Returns an error if it is no checkpoint, or none of the keys signed it.
    pub fn of_register(note: &str, keys: &[KnownKey]) -> Result<Self, NoteError> {
        match Self::read(note, keys)? {
            (checkpoint, Ok(()) | Err(NoteError::OutsideKeyTime)) => Ok(checkpoint),
            (_, Err(error)) => Err(error),
        }
    }

    /// Reads a checkpoint, and whether one of the keys signed it.
    fn read(note: &str, keys: &[KnownKey]) -> Result<(Self, Result<(), NoteError>), NoteError> {
        let note = Note::parse(note)?;
        let checkpoint = Self::of(&note)?;
        if note.name() != checkpoint.origin {
            return Err(NoteError::UnknownKey);
        }
        let signed = note.verify(keys, checkpoint.at);
        Ok((checkpoint, signed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::keys::SigningKeys;

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            origin: origin("https://assay.example/"),
            size: 20_852_163,
            root: Hash::of("root"),
            at: "2026-11-29T10:00:00Z".parse().unwrap(),
        }
    }

    fn keys(seed: u8) -> SigningKeys {
        SigningKeys::first([seed; 32], "2026-01-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_checkpoint_is_written_as_the_specification_says_and_read_back() {
        let note = checkpoint().sign(keys(1).current()).unwrap().to_string();
        assert!(note.starts_with("assay.example/log\n20852163\n"), "{note}");
        assert!(note.contains("\ntime 2026-11-29T10:00:00Z\n\n\u{2014} assay.example/log "), "{note}");
        assert_eq!(Checkpoint::verified(&note, &keys(1).known()), Ok(checkpoint()));
    }

    #[test]
    fn a_changed_checkpoint_is_refused() {
        let note = checkpoint().sign(keys(1).current()).unwrap().to_string();
        let verified = |note: &str, seed| Checkpoint::verified(note, &keys(seed).known());
        assert_eq!(verified(&note, 2), Err(NoteError::UnknownKey));
        assert_eq!(verified(&note.replace("20852163", "20852162"), 1), Err(NoteError::WrongSignature));
        assert_eq!(verified(&note.replace("2026-11-29T10", "2026-11-28T10"), 1), Err(NoteError::WrongSignature));
        assert_eq!(verified(&note.replace("20852163", "020852163"), 1), Err(NoteError::Malformed));
        assert_eq!(verified(&note.replace("time 2026-11-29T10:00:00Z\n", ""), 1), Err(NoteError::Malformed));
    }

    #[test]
    fn a_checkpoint_of_a_key_that_had_been_replaced_is_told_from_a_forged_one() {
        let note = checkpoint().sign(keys(1).current()).unwrap().to_string();
        let replaced = keys(1).rotate([2; 32], "2026-11-29T09:00:00Z".parse().unwrap()).known();
        assert_eq!(Checkpoint::verified(&note, &replaced), Err(NoteError::OutsideKeyTime));
        assert_eq!(Checkpoint::of_register(&note, &replaced), Ok(checkpoint()));
        let forged = note.replace("20852163", "20852162");
        assert_eq!(Checkpoint::of_register(&forged, &replaced), Err(NoteError::WrongSignature));
        assert_eq!(Checkpoint::of_register(&note, &keys(3).known()), Err(NoteError::UnknownKey));
    }

    #[test]
    fn the_name_of_a_log_is_its_address() {
        assert_eq!(origin("https://assay.example"), "assay.example/log");
        assert_eq!(origin("http://127.0.0.1:8080"), "127.0.0.1:8080/log");
        assert_eq!(origin(""), "/log");
        assert_eq!(origin("https://a b"), "assay/log");
    }
}
