//! What is signed is checked whenever it is read: its text against its hash, and its statement against the register's signature. A change
//! in the database behind the program's back is an error, so that no page shows it as genuine.

use crate::core::db::{Error, Tx};
use model::{assessment::receipt::NotAttested, core::canonical::Hash};

/// What differs from what was signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Tampered {
    /// A locked version is not the text of its hash.
    #[error("the text of version {0} was changed in the database")]
    Text(String),
    /// A statement is not what the register signed.
    #[error("the statement about version {0} is not what the register signed: {1}")]
    Statement(String, NotAttested),
    /// The signatures or dates in the database differ from those in the statement.
    #[error("the signatures or dates of version {0} were changed in the database")]
    Facts(String),
    /// A submission from after receipts were signed has no receipt.
    #[error("the receipt of version {0} was removed from the database")]
    NoReceipt(String),
}

impl Tampered {
    /// Whether an error is about tampering.
    #[must_use]
    pub fn of(error: &Error) -> Option<&Self> {
        match error {
            Error::Decode(inner) => inner.downcast_ref(),
            _ => None,
        }
    }
}

/// Returns the text of a locked version if it is the one of its hash.
pub(crate) fn genuine(tx: &Tx, hash: &str, canonical: String) -> Result<String, Error> {
    if Hash::of(&canonical).to_string() == hash {
        Ok(canonical)
    } else {
        Err(tx.tampered(Tampered::Text(hash.to_owned())))
    }
}
