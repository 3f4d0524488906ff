//! Signed notes (<https://c2sp.org/signed-note>): a text with the signature of the register, which many programs can verify.

use crate::{
    Timestamp,
    core::keys::{DigitalSignature, KeyPair, KnownKey, Message, NotANote, PublicKey},
};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};

/// The type of an Ed25519 key, which precedes the bytes of the key.
const ED25519: u8 = 1;
/// How a line with a signature begins.
const SIGNATURE_LINE: &str = "\u{2014} ";
/// The maximum length of a note, in bytes. The register's own have less than one kilobyte.
const MAX_BYTES: usize = 16 * 1024;

/// A signature of a note: the name of the signer, the start of the key's hash, and the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NoteSignature {
    name: String,
    key: [u8; 4],
    signature: Vec<u8>,
}

/// A signed note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// Why a note is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is not a signed note.
    #[error("this is not a signed note")]
    Malformed,
    /// None of its signatures is by a known key.
    #[error("it is not signed by a key of this register")]
    UnknownKey,
    /// A signature by a known key is wrong.
    #[error("its signature does not match")]
    WrongSignature,
    /// A known key signed it, at a time at which that key did not sign.
    #[error("it is signed with a key of this register that had been replaced by then, or was not yet in use")]
    OutsideKeyTime,
}

/// Whether a name can be that of a signer: without spaces and plus signs.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+')
}

/// The type and the bytes of a key.
fn encoded(key: &PublicKey) -> Vec<u8> {
    [&[ED25519], key.as_bytes().as_slice()].concat()
}

/// The start of the hash of a name and a key.
fn key_hash(name: &str, key: &PublicKey) -> [u8; 4] {
    let digest = Sha256::digest([name.as_bytes(), b"\n", &encoded(key)].concat());
    [digest[0], digest[1], digest[2], digest[3]]
}

/// The text by which other programs know a key: `name+hash+key`.
#[must_use]
pub fn verifier_key(name: &str, key: &PublicKey) -> String {
    format!("{name}+{}+{}", hex::encode(key_hash(name, key)), BASE64_STANDARD.encode(encoded(key)))
}

impl Note {
    /// Signs a text.
    ///
    /// # Errors
    /// Returns an error if the text does not end with a line break or has another control character, or the name [is none](is_name).
    pub fn sign(text: String, name: &str, pair: &KeyPair) -> Result<Self, NotANote> {
        if !is_name(name) {
            return Err(NotANote);
        }
        let signature = pair.sign(&Message::note(&text)?).as_bytes().to_vec();
        let key = key_hash(name, &pair.public());
        Ok(Self { text, signatures: vec![NoteSignature { name: name.to_owned(), key, signature }] })
    }

    /// Parses a signed note.
    ///
    /// # Errors
    /// Returns [`NoteError::Malformed`] if it is none.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let is_too_long = note.len() > MAX_BYTES;
        let (text, signatures) = note.rsplit_once("\n\n").ok_or(NoteError::Malformed)?;
        let text = format!("{text}\n");
        if is_too_long || Message::note(&text).is_err() {
            return Err(NoteError::Malformed);
        }
        let lines = signatures.strip_suffix('\n').ok_or(NoteError::Malformed)?.split('\n');
        let signatures = lines.map(NoteSignature::parse).collect::<Option<_>>().ok_or(NoteError::Malformed)?;
        Ok(Self { text, signatures })
    }

    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the first signer.
    #[must_use]
    pub fn name(&self) -> &str {
        self.signatures.first().map_or("", |signature| &signature.name)
    }

    /// Verifies that one of the keys signed it at the time that it states.
    ///
    /// # Errors
    /// Returns an error if none of the keys signed it, or a signature is wrong.
    pub fn verify(&self, keys: &[KnownKey], at: Timestamp) -> Result<(), NoteError> {
        let message = Message::note(&self.text).map_err(|_| NoteError::Malformed)?;
        let mut outcome = Err(NoteError::UnknownKey);
        for one in &self.signatures {
            let Some(key) = keys.iter().find(|key| key_hash(&one.name, &key.public) == one.key) else { continue };
            let signature: Option<DigitalSignature> = hex::encode(&one.signature).parse().ok();
            if !signature.is_some_and(|signature| key.public.verifies(&message, &signature)) {
                return Err(NoteError::WrongSignature);
            }
            outcome = outcome.or_else(|_| if key.signed_at(at) { Ok(()) } else { Err(NoteError::OutsideKeyTime) });
        }
        outcome
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        for NoteSignature { name, key, signature } in &self.signatures {
            writeln!(f, "{SIGNATURE_LINE}{name} {}", BASE64_STANDARD.encode([key, &signature[..]].concat()))?;
        }
        Ok(())
    }
}

impl NoteSignature {
    fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(SIGNATURE_LINE)?.split_once(' ')?;
        let bytes = BASE64_STANDARD.decode(encoded).ok()?;
        let (key, signature) = bytes.split_first_chunk::<4>()?;
        (is_name(name) && !signature.is_empty()).then(|| Self {
            name: name.to_owned(),
            key: *key,
            signature: signature.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::keys::SigningKeys;

    const AT: &str = "2026-11-29T10:00:00Z";

    fn keys(seed: u8) -> SigningKeys {
        SigningKeys::first([seed; 32], "2026-01-01T00:00:00Z".parse().unwrap())
    }

    fn verify(note: &str, keys: &SigningKeys) -> Result<(), NoteError> {
        Note::parse(note)?.verify(&keys.known(), AT.parse().unwrap())
    }

    #[test]
    fn the_example_of_the_go_implementation_is_signed_and_verified_alike() {
        let seed = BASE64_STANDARD.decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").unwrap();
        let keys = SigningKeys::first(seed[1..].try_into().unwrap(), "2026-01-01T00:00:00Z".parse().unwrap());
        let public = keys.current().public();
        let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assert_eq!(verifier_key("PeterNeumann", &public), key);
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        let note = Note::sign(text.into(), "PeterNeumann", keys.current()).unwrap().to_string();
        let signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
        assert_eq!(note, format!("{text}\n{SIGNATURE_LINE}PeterNeumann {signature}\n"));
        assert_eq!(verify(&note, &keys), Ok(()));
    }

    #[test]
    fn a_note_is_read_back_and_verified_by_its_key_alone() {
        let note = Note::sign("one\ntwo\n".into(), "assay.example/log", keys(1).current()).unwrap();
        let text = note.to_string();
        assert_eq!(Note::parse(&text), Ok(note));
        assert_eq!(verify(&text, &keys(1)), Ok(()));
        assert_eq!(verify(&text, &keys(2)), Err(NoteError::UnknownKey));
        assert_eq!(verify(&text.replace("two", "2"), &keys(1)), Err(NoteError::WrongSignature));
        assert_eq!(verify(&text.replace("assay.example", "other.example"), &keys(1)), Err(NoteError::UnknownKey));
        for damaged in [
            "",
            "one\n",
            "one\n\n",
            &text[..text.len() - 1],
            &text.replace(SIGNATURE_LINE, "- "),
            &format!("{text}more\n"),
        ] {
            assert_eq!(Note::parse(damaged), Err(NoteError::Malformed), "{damaged:?}");
        }
        assert!(Note::sign("no line break".into(), "name", keys(1).current()).is_err());
        assert!(Note::sign("text\n".into(), "two words", keys(1).current()).is_err());
    }

    #[test]
    fn a_retired_key_signs_no_more() {
        let note = Note::sign("text\n".into(), "name", keys(1).current()).unwrap();
        let rotated = keys(1).rotate([2; 32], "2026-06-01T00:00:00Z".parse().unwrap());
        assert_eq!(note.verify(&rotated.known(), "2026-05-01T00:00:00Z".parse().unwrap()), Ok(()));
        assert_eq!(note.verify(&rotated.known(), AT.parse().unwrap()), Err(NoteError::OutsideKeyTime));
    }
}
