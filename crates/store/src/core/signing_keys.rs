//! The public keys of the register, so that all instances sign with the same key and a key that was replaced no longer signs. The private
//! key is in a file that instances share, apart from the database.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    Timestamp,
    core::{
        keys::{KeyId, KnownKey, PublicKey, SigningKeys},
        permit::{Permit, RunProgram},
    },
};
use uuid::Uuid;

/// Locked by the transactions that sign, together, and by one that changes the keys, alone.
const LOCK: Uuid = Uuid::from_u128(0x7369_676e_696e_676b_6579);

/// Why an instance may not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotSign {
    /// The key of the file was replaced by another.
    #[error("the signing key {own} was replaced by {current}, which is not in the file of this instance")]
    Replaced {
        /// The key of the file.
        own: KeyId,
        /// The key that signs now.
        current: KeyId,
    },
    /// The register signs with a key that the file has never had.
    #[error("the register signs with the key {current}, and the file of this instance has another: {own}")]
    OtherKey {
        /// The key of the file.
        own: KeyId,
        /// The key that signs now.
        current: KeyId,
    },
    /// The database has a key that the file has never had.
    #[error("the database has the key {0}, which the file of this instance does not have")]
    Unknown(KeyId),
    /// The clock of this instance shows a time before the key began to sign.
    #[error("the signing key {0} was created at a later time than the clock of this instance shows")]
    ClockBehind(KeyId),
}

impl CannotSign {
    /// Whether an error is that this instance may not sign.
    #[must_use]
    pub fn of(error: &Error) -> Option<&Self> {
        match error {
            Error::Configuration(inner) => inner.downcast_ref(),
            _ => None,
        }
    }
}

impl From<CannotSign> for Error {
    fn from(reason: CannotSign) -> Self {
        Self::Configuration(Box::new(reason))
    }
}

/// The keys that are recorded, the oldest first.
pub async fn recorded(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<Vec<KnownKey>, Error> {
    known(tx).await
}

async fn known(tx: &mut Tx) -> Result<Vec<KnownKey>, Error> {
    let rows: Vec<(String, At, Option<At>)> = tx
        .query("select public_key, signs_from, signs_until from signing_key order by signs_from, public_key")
        .all()
        .await?;
    rows.into_iter()
        .map(|(public, from, until)| {
            let public = public.parse::<PublicKey>().map_err(|error| Error::Decode(error.into()))?;
            Ok(KnownKey { public, from: from.0, until: until.map(|at| at.0) })
        })
        .collect()
}

/// Records the keys of the file, at the start of an instance and when a key is replaced.
///
/// # Errors
/// Returns [`CannotSign`] if the register signs with a key that the file does not have: it is the file of another register, or from before
/// that key was created.
pub async fn record(tx: &mut Tx, _: &Permit<RunProgram>, keys: &SigningKeys) -> Result<(), Error> {
    tx.lock_exclusive(LOCK).await?;
    add(tx, keys).await
}

async fn add(tx: &mut Tx, keys: &SigningKeys) -> Result<(), Error> {
    let (there, own) = (known(tx).await?, keys.known());
    let current = there.iter().find(|known| known.until.is_none());
    if let Some(current) = current.filter(|current| current.public != keys.current().public()) {
        // The file replaced the key, and the database is from before: it was restored from a backup.
        let Some(until) = own.iter().find(|known| known.public == current.public).and_then(|known| known.until) else {
            let (own, current) = (keys.current().public(), current.id());
            let is_replaced = there.iter().any(|known| known.public == own);
            let own = own.id();
            return Err(if is_replaced {
                CannotSign::Replaced { own, current }
            } else {
                CannotSign::OtherKey { own, current }
            }
            .into());
        };
        end(tx, current.public, until).await?;
    }
    for known in own {
        tx.query(
            "insert into signing_key (public_key, signs_from, signs_until) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(known.public.to_string())
        .bind(At(known.from))
        .bind(known.until.map(At))
        .run()
        .await?;
    }
    // Of two instances that start at once with different files, the second finds the key of the first.
    confirm(&known(tx).await?, keys)
}

async fn end(tx: &mut Tx, key: PublicKey, until: Timestamp) -> Result<(), Error> {
    tx.query("update signing_key set signs_until = $2 where public_key = $1 and signs_until is null")
        .bind(key.to_string())
        .bind(At(until))
        .run()
        .await?;
    Ok(())
}

/// Records that the key of a file is replaced by a new one. `replace` makes the new keys for the time of the change, which is not before
/// anything that the key signed, and writes the file; it is called while no instance can sign.
///
/// # Errors
/// Returns the error of `replace`, and of the database.
pub async fn rotate<E: From<Error>>(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    now: Timestamp,
    replace: impl FnOnce(&[KnownKey], Timestamp) -> Result<SigningKeys, E>,
) -> Result<(), E> {
    tx.lock_exclusive(LOCK).await?;
    let there = known(tx).await?;
    let at = last_signed(tx).await?.map_or(now, |last| now.max(last));
    let keys = replace(&there, at)?;
    if let Some(current) = there.iter().find(|known| known.until.is_none()) {
        end(tx, current.public, at).await?;
    }
    Ok(add(tx, &keys).await?)
}

/// The time of the newest statement or checkpoint, whichever is later. A clock that was ahead may have put it in the future.
async fn last_signed(tx: &mut Tx) -> Result<Option<Timestamp>, Error> {
    let (statement,): (Option<At>,) = tx.query("select max(stated_at) from statement").one().await?;
    let (checkpoint,): (Option<At>,) = tx.query("select max(signed_at) from checkpoint").one().await?;
    Ok(statement.into_iter().chain(checkpoint).map(|at| at.0).max())
}

/// Keeps the key from being replaced until the transaction ends. [`may_sign`] does so too; a transaction that takes other locks before it
/// calls this first.
pub(crate) async fn hold(tx: &mut Tx) -> Result<(), Error> {
    tx.lock_shared(LOCK).await
}

/// Checks that the key of this instance signs now, and keeps it from being replaced until the transaction ends. A register without a
/// recorded key gets this one.
///
/// # Errors
/// Returns [`CannotSign`] if another key signs.
pub(crate) async fn may_sign(tx: &mut Tx, keys: &SigningKeys, at: Timestamp) -> Result<(), Error> {
    hold(tx).await?;
    let there = known(tx).await?;
    if there.is_empty() {
        add(tx, keys).await?;
    } else {
        confirm(&there, keys)?;
    }
    let is_behind = keys.known().last().is_none_or(|current| !current.signed_at(at));
    if is_behind { Err(CannotSign::ClockBehind(keys.current().public().id()).into()) } else { Ok(()) }
}

fn confirm(there: &[KnownKey], keys: &SigningKeys) -> Result<(), Error> {
    let own = keys.current().public();
    match there.iter().find(|known| known.until.is_none()) {
        Some(current) if current.public == own => Ok(()),
        Some(current) if there.iter().any(|known| known.public == own) => {
            Err(CannotSign::Replaced { own: own.id(), current: current.id() }.into())
        }
        Some(current) => Err(CannotSign::OtherKey { own: own.id(), current: current.id() }.into()),
        None => Err(Error::Protocol("the register has no signing key".to_owned())),
    }
}
