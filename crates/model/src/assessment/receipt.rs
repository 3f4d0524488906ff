//! What the register itself signs: that a person signed a version, that it was submitted, and the receipt that everyone can download.
//!
//! A hash shows that a text is the one that was signed; a statement shows who signed it, as what, when and how that came about.
//! `docs/submission-format.md` describes the formats for readers without this program.
//!
//! **A field here is never renamed and never changes its meaning.** A change needs a new version of its format, and what was signed
//! before stays as it is.

mod statement;
#[cfg(test)]
pub(crate) mod tests;

pub use statement::{Basis, SignatureStatement, SignedAs, StatedOrganisation, StatedSignature, SubmissionStatement};

use crate::{
    Timestamp,
    assessment::verify::Signed,
    core::{
        canonical::{Hash, canonical},
        keys::{DigitalSignature, KeyPair, KnownKey, Message, PublicKey},
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The version of all formats here.
pub const VERSION: u32 = 1;

/// The register's signature of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// The key that signed.
    pub key: PublicKey,
    /// Its signature of the statement's canonical text.
    pub signature: DigitalSignature,
}

/// Why a stored or downloaded statement is not one of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAttested {
    /// The register has no such key.
    #[error("it is signed with a key that does not belong to this register")]
    UnknownKey,
    /// The key did not sign at that time.
    #[error("it is dated outside the time when its key was in use")]
    OutsideTime,
    /// The text is not the one that the key signed.
    #[error("its text is not the one that was signed")]
    Changed,
    /// It cannot be read.
    #[error("it cannot be read")]
    Unreadable,
}

impl Attestation {
    /// Signs a canonical text.
    #[must_use]
    pub fn of(canonical: &str, pair: &KeyPair) -> Self {
        Self { key: pair.public(), signature: pair.sign(&Message::statement(canonical)) }
    }
    /// Checks that one of these keys signed the text at that time.
    ///
    /// # Errors
    /// Returns why not.
    pub fn check(&self, canonical: &str, at: Timestamp, keys: &[KnownKey]) -> Result<(), NotAttested> {
        let known = keys.iter().find(|known| known.public == self.key).ok_or(NotAttested::UnknownKey)?;
        if !self.key.verifies(&Message::statement(canonical), &self.signature) {
            Err(NotAttested::Changed)
        } else if known.signed_at(at) {
            Ok(())
        } else {
            Err(NotAttested::OutsideTime)
        }
    }
}

/// A statement as it is stored: its canonical text, and the register's signature of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    /// The canonical JSON of the statement.
    pub canonical: String,
    /// The register's signature.
    pub by: Attestation,
}

impl Attested {
    /// Signs a statement.
    ///
    /// # Panics
    /// Never: a statement holds strings and small whole numbers.
    #[must_use]
    pub fn new(statement: &impl Serialize, pair: &KeyPair) -> Self {
        let canonical = canonical(statement).expect("a statement holds strings and small whole numbers");
        Self { by: Attestation::of(&canonical, pair), canonical }
    }
    /// Reads the statement, without checking its signature.
    ///
    /// # Errors
    /// Returns an error if it is not such a statement.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, NotAttested> {
        serde_json::from_str(&self.canonical).map_err(|_| NotAttested::Unreadable)
    }
}

/// The receipt of a submission: who signed what, when and as what, signed by the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// [`Receipt::FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The web address of the register that issued it. It is not signed: trust the key that you have from the register itself.
    pub register: String,
    /// The statement of the submission.
    pub statement: SubmissionStatement,
    /// The register's signature of the statement.
    pub attestation: Attestation,
    /// The public keys of the register when this was downloaded, for information: a forger could write other keys here.
    pub keys: Vec<KnownKey>,
}

impl Receipt {
    /// The name of the format.
    pub const FORMAT: &str = "assay-receipt";

    /// The receipt of a stored statement.
    ///
    /// # Errors
    /// Returns an error if it is not the statement of a submission.
    pub fn of(stored: &Attested, register: &str, keys: Vec<KnownKey>) -> Result<Self, NotAttested> {
        Ok(Self {
            format: Self::FORMAT.to_owned(),
            version: VERSION,
            register: register.to_owned(),
            statement: stored.read()?,
            attestation: stored.by,
            keys,
        })
    }
    /// The text of its file.
    ///
    /// # Panics
    /// Never: it holds strings, lists and small whole numbers.
    #[must_use]
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings, numbers and lists are JSON") + "\n"
    }
}

/// The public keys of a register, as it publishes them at [`RegisterKeys::PATH`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterKeys {
    /// [`RegisterKeys::FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The web address of the register.
    pub register: String,
    /// The keys, the oldest first.
    pub keys: Vec<KnownKey>,
}

impl RegisterKeys {
    /// The name of the format.
    pub const FORMAT: &str = "assay-register-keys";
    /// Where a register publishes its keys.
    pub const PATH: &str = "/.well-known/assay-keys.json";

    /// The keys of a register.
    #[must_use]
    pub fn new(register: &str, keys: Vec<KnownKey>) -> Self {
        Self { format: Self::FORMAT.to_owned(), version: VERSION, register: register.to_owned(), keys }
    }
    /// Reads the file of a register's keys, or a public key alone, which then counts as having signed at any time.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Vec<KnownKey>> {
        let alone = std::str::from_utf8(bytes).ok().and_then(|text| text.trim().parse::<PublicKey>().ok());
        if let Some(public) = alone {
            return Some(vec![KnownKey { public, from: Timestamp::MIN, until: None }]);
        }
        let value = crate::core::canonical::strict::read(bytes).ok()?;
        let file: Self = serde_json::from_value(value).ok()?;
        (file.format == Self::FORMAT && file.version == VERSION).then_some(file.keys)
    }
}

/// What a register tells everyone about a version that was submitted to it, to compare a file with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterRecord {
    /// [`RegisterRecord::FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The hash of the version.
    pub sha256: Hash,
    /// Whether it is the submission now: it was not returned for changes.
    pub is_current: bool,
    /// When it was submitted; `None` if it was returned.
    pub submitted: Option<Timestamp>,
    /// The signatures, cancelled ones included.
    pub signatures: Vec<Signed>,
    /// The register's signatures of its receipts for this version, the newest last. None for a submission from before receipts were
    /// signed.
    pub receipts: Vec<Attestation>,
}

impl RegisterRecord {
    /// The name of the format.
    pub const FORMAT: &str = "assay-register-record";

    /// Reads the record of a register.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let value: Value = crate::core::canonical::strict::read(bytes).ok()?;
        let record: Self = serde_json::from_value(value).ok()?;
        (record.format == Self::FORMAT && record.version == VERSION).then_some(record)
    }
}
