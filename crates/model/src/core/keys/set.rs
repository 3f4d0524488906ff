//! The keys of a register over time, and the file in which they are kept.

use super::{KeyId, KeyPair, PublicKey};
use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// The name of the file's format.
const FORMAT: &str = "assay-signing-keys";
/// The version of the file's format that is read and written.
const VERSION: u32 = 1;

/// A public key, and when it signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownKey {
    /// The key.
    pub public: PublicKey,
    /// When it began to sign.
    pub from: Timestamp,
    /// When it was replaced; `None` for the key that signs now.
    pub until: Option<Timestamp>,
}

impl KnownKey {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.public.id()
    }
    /// Whether it signed at that time. What it signs later is not accepted, so that an old private key is of no use to who finds it.
    #[must_use]
    pub fn signed_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at <= until)
    }
}

/// The key pair that signs now, and the public keys that signed before, the oldest first. There is no private key of those.
#[derive(Debug)]
pub struct SigningKeys {
    current: KeyPair,
    from: Timestamp,
    retired: Vec<KnownKey>,
}

/// Why a file has no keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeys {
    /// It is not such a file, or it is damaged.
    #[error("it is not a file of signing keys, or it is damaged")]
    Damaged,
    /// It was written by a later version of the program.
    #[error("it is of version {0}, which this program does not know")]
    TooNew(u32),
    /// The private key and the public key are not of one pair.
    #[error("its private key and its public key do not belong together")]
    Mismatch,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    format: String,
    version: u32,
    /// The seed of the private key.
    private: String,
    public: PublicKey,
    from: Timestamp,
    retired: Vec<KnownKey>,
}

impl SigningKeys {
    /// The first keys of a register, from a seed of 256 random bits.
    #[must_use]
    pub fn first(seed: [u8; 32], now: Timestamp) -> Self {
        Self { current: KeyPair::from_seed(seed), from: now, retired: Vec::new() }
    }
    /// The keys after a rotation: a new pair signs from now on, and the private key before it is gone.
    #[must_use]
    pub fn rotate(mut self, seed: [u8; 32], now: Timestamp) -> Self {
        self.retired.push(KnownKey { public: self.current.public(), from: self.from, until: Some(now) });
        Self { current: KeyPair::from_seed(seed), from: now, retired: self.retired }
    }
    /// The pair that signs now.
    #[must_use]
    pub fn current(&self) -> &KeyPair {
        &self.current
    }
    /// All public keys, the oldest first and the current one last.
    #[must_use]
    pub fn known(&self) -> Vec<KnownKey> {
        let current = KnownKey { public: self.current.public(), from: self.from, until: None };
        self.retired.iter().cloned().chain([current]).collect()
    }
    /// The text of the file. It has the private key.
    ///
    /// # Panics
    /// Never: it has strings and lists.
    #[must_use]
    pub fn write(&self) -> String {
        let file = KeyFile {
            format: FORMAT.to_owned(),
            version: VERSION,
            private: hex::encode(self.current.seed),
            public: self.current.public(),
            from: self.from,
            retired: self.retired.clone(),
        };
        serde_json::to_string_pretty(&file).expect("strings and lists are JSON") + "\n"
    }
    /// Reads the text of the file.
    ///
    /// # Errors
    /// Returns an error if the text is not that of such a file. No error has a part of the private key.
    pub fn parse(text: &str) -> Result<Self, InvalidKeys> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
        }
        let damaged = |_| InvalidKeys::Damaged;
        let head: Head = serde_json::from_str(text).map_err(damaged)?;
        if head.format != FORMAT {
            return Err(InvalidKeys::Damaged);
        }
        // The version is checked first, because a later one may not fit into these fields.
        if head.version > VERSION {
            return Err(InvalidKeys::TooNew(head.version));
        }
        let file: KeyFile = serde_json::from_str(text).map_err(damaged)?;
        let mut seed = [0; 32];
        hex::decode_to_slice(&file.private, &mut seed).map_err(|_| InvalidKeys::Damaged)?;
        let current = KeyPair::from_seed(seed);
        if current.public() != file.public {
            return Err(InvalidKeys::Mismatch);
        }
        Ok(Self { current, from: file.from, retired: file.retired })
    }
}
