//! The keys with which a register signs: an Ed25519 key pair that signs now, and the public keys that signed before it.
//!
//! Randomness, the clock and the file of the keys are elsewhere: a pair is made from a seed that is passed in. The reasons are in
//! `docs/decisions/0016-signed-by-the-register.md`.

mod set;

pub use set::{InvalidKeys, KnownKey, SigningKeys};

use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The bytes that are signed. Signatures of one kind of text are never valid for another kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Vec<u8>);

/// The error for a text that is not a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A note has lines without control characters, and ends with a line break")]
pub struct NotANote;

impl Message {
    /// What is before the text of a statement. No note can begin with it, because a note has no zero byte.
    const STATEMENT: &str = "assay-statement-v1\0";

    /// A statement: canonical JSON.
    #[must_use]
    pub fn statement(canonical: &str) -> Self {
        Self(format!("{}{canonical}", Self::STATEMENT).into_bytes())
    }
    /// The text of a signed note (<https://c2sp.org/signed-note>), such as a checkpoint of a log.
    ///
    /// # Errors
    /// Returns an error if the text does not end with a line break, or has another control character.
    pub fn note(text: &str) -> Result<Self, NotANote> {
        let is_note = text.ends_with('\n') && text.chars().all(|c| c >= ' ' || c == '\n');
        if is_note { Ok(Self(text.as_bytes().to_vec())) } else { Err(NotANote) }
    }
}

/// A key pair, which signs.
pub struct KeyPair {
    seed: [u8; 32],
    pair: Ed25519KeyPair,
}

impl KeyPair {
    /// The pair of a seed of 256 random bits (`store::core::secrets::seed`).
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("each 32 bytes are the seed of a pair");
        Self { seed, pair }
    }
    /// The public key, with which everyone can verify.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.pair.public_key().as_ref().try_into().expect("a public key has 32 bytes"))
    }
    /// Signs a message. The same message always has the same signature.
    #[must_use]
    pub fn sign(&self, message: &Message) -> DigitalSignature {
        DigitalSignature(self.pair.sign(&message.0).as_ref().try_into().expect("a signature has 64 bytes"))
    }
}

// Not derived: the seed must never be in a log.
impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("KeyPair").field(&self.public().id()).finish()
    }
}

/// The error for a text that is not a key or a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A {what} has {digits} hexadecimal digits in lower case")]
pub struct NotDigits {
    what: &'static str,
    digits: usize,
}

macro_rules! digits { ($($(#[$doc:meta])* $name:ident $bytes:literal $what:literal)*) => {$(
    $(#[$doc])*
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(try_from = "String", into = "String")]
    pub struct $name([u8; $bytes]);

    impl $name {
        /// The bytes.
        #[must_use]
        pub fn as_bytes(&self) -> &[u8; $bytes] {
            &self.0
        }
    }
    impl std::fmt::Display for $name {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&hex::encode(self.0))
        }
    }
    impl std::str::FromStr for $name {
        type Err = NotDigits;
        fn from_str(text: &str) -> Result<Self, NotDigits> {
            let mut bytes = [0; $bytes];
            let is_lower_case = !text.bytes().any(|byte| byte.is_ascii_uppercase());
            match hex::decode_to_slice(text, &mut bytes) {
                Ok(()) if is_lower_case => Ok(Self(bytes)),
                _ => Err(NotDigits { what: $what, digits: $bytes * 2 }),
            }
        }
    }
    impl TryFrom<String> for $name {
        type Error = NotDigits;
        fn try_from(text: String) -> Result<Self, NotDigits> {
            text.parse()
        }
    }
    impl From<$name> for String {
        fn from(value: $name) -> Self {
            value.to_string()
        }
    }
)*} }

digits! {
    /// A public key (RFC 8032).
    PublicKey 32 "public key"
    /// The id of a public key: the first 8 bytes of its SHA-256.
    KeyId 8 "key ID"
    /// The signature of a message by a key pair.
    DigitalSignature 64 "digital signature"
}

impl PublicKey {
    /// Its id, by which files name it.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let digest = Sha256::digest(self.0);
        KeyId(std::array::from_fn(|at| digest[at]))
    }
    /// Whether the private key of this one signed the message.
    #[must_use]
    pub fn verifies(&self, message: &Message, signature: &DigitalSignature) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(&message.0, &signature.0).is_ok()
    }
}

#[cfg(test)]
mod tests;
