//! Checkpoints: the size and the root of the tree at a time, signed and published.

use super::{LOCK, number, tiles};
use crate::core::{
    db::{Error, Tx},
    signing_keys,
    values::At,
};
use model::{
    Timestamp,
    core::{
        keys::SigningKeys,
        permit::{Permit, RunProgram},
    },
    work::event_log::{
        Checkpoint,
        tree::{Claim, RightEdge},
    },
};

/// A checkpoint that was signed. It is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedCheckpoint {
    /// The number of entries that it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
}

type Row = (i64, String, At);

fn read((size, note, at): Row) -> PublishedCheckpoint {
    PublishedCheckpoint { size: size.cast_unsigned(), note, at: at.0 }
}

/// The newest checkpoint, for everyone.
pub async fn latest(tx: &mut Tx) -> Result<Option<PublishedCheckpoint>, Error> {
    let row: Option<Row> =
        tx.query("select size, note, signed_at from checkpoint order by size desc limit 1").optional().await?;
    Ok(row.map(read))
}

/// The newest checkpoints, newest first, for everyone.
pub async fn published(tx: &mut Tx, limit: u32) -> Result<Vec<PublishedCheckpoint>, Error> {
    let rows: Vec<Row> = tx
        .query("select size, note, signed_at from checkpoint order by size desc limit $1")
        .bind(i64::from(limit))
        .all()
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// The checkpoint of a size, for everyone.
pub async fn with_size(tx: &mut Tx, size: u64) -> Result<Option<PublishedCheckpoint>, Error> {
    let Ok(size) = number(size) else { return Ok(None) };
    let row: Option<Row> =
        tx.query("select size, note, signed_at from checkpoint where size = $1").bind(size).optional().await?;
    Ok(row.map(read))
}

/// The result of signing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SigningOutcome {
    /// A checkpoint of all entries; perhaps one that had been signed before, if there is no entry since.
    Signed(PublishedCheckpoint),
    /// There is no entry yet.
    Empty,
    /// The entries do not go on from the newest checkpoint, or that was not signed by this register. Nothing was signed.
    Refused,
}

/// Whether the log, as it is, goes on from a checkpoint that was kept elsewhere.
pub async fn goes_on_from(tx: &mut Tx, _: &Permit<RunProgram>, kept: &Checkpoint) -> Result<bool, Error> {
    let edge = tiles::edge(tx).await?;
    goes_on(tx, &edge, kept).await
}

async fn goes_on(tx: &mut Tx, edge: &RightEdge, earlier: &Checkpoint) -> Result<bool, Error> {
    if earlier.size > edge.size() {
        return Ok(false);
    }
    let claim = Claim::Extends { earlier: earlier.size, size: edge.size() };
    let proof = claim.prove(&tiles::at(tx, &claim.positions()).await?);
    Ok(proof.is_ok_and(|proof| claim.is_shown_by(&proof, edge.root(), earlier.root)))
}

/// Signs a checkpoint of all entries, if they go on from the newest one: with that, the log can be followed to this one. A newest one that was
/// signed late, with a key that had been replaced, does not stop the log: it is followed by one that the current key signs.
///
/// # Errors
/// Returns [`signing_keys::CannotSign`] if another key signs.
pub async fn sign(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    keys: &SigningKeys,
    origin: &str,
    now: Timestamp,
) -> Result<SigningOutcome, Error> {
    // Before the lock of the log, as in the transaction of a submission: otherwise, two could wait for each other.
    signing_keys::hold(tx).await?;
    tx.lock_exclusive(LOCK).await?;
    let edge = tiles::edge(tx).await?;
    let (size, root) = (edge.size(), edge.root());
    let mut at = now;
    if let Some(newest) = latest(tx).await? {
        let known = keys.known();
        let Ok(signed) = Checkpoint::of_register(&newest.note, &known) else { return Ok(SigningOutcome::Refused) };
        if !goes_on(tx, &edge, &signed).await? {
            return Ok(SigningOutcome::Refused);
        }
        let is_late = Checkpoint::verified(&newest.note, &known).is_err();
        if signed.size == size && !is_late {
            return Ok(SigningOutcome::Signed(newest));
        }
        // The clock of another instance may be ahead.
        at = at.max(signed.at);
    }
    if size == 0 {
        return Ok(SigningOutcome::Empty);
    }
    // To the microsecond, as the database has times.
    let at = Timestamp::from_microsecond(at.as_microsecond()).map_err(|error| Error::Decode(error.into()))?;
    signing_keys::may_sign(tx, keys, at).await?;
    let checkpoint = Checkpoint { origin: origin.to_owned(), size, root, at };
    let note = checkpoint.sign(keys.current()).map_err(|error| Error::Encode(error.into()))?.to_string();
    // There is one of this size already only if it was signed late. It has the same root.
    let insert = "insert into checkpoint (size, note, signed_at) values ($1, $2, $3)
         on conflict (size) do update set note = excluded.note, signed_at = excluded.signed_at";
    tx.query(insert).bind(number(size)?).bind(&note).bind(At(at)).run().await?;
    Ok(SigningOutcome::Signed(PublishedCheckpoint { size, note, at }))
}
