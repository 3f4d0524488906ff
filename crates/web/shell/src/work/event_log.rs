//! Keeps the event log: writes the entries of events soon after they are committed, and signs checkpoints. Any number of instances may do so
//! at once, because each step takes a lock in the database.

use crate::{
    core::{app::App, problem::Problem},
    work::program,
};
use model::{
    Timestamp,
    work::event_log::{Checkpoint, checkpoint::origin},
};
use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};
use store::{
    Tx,
    work::event_log::{self, PublishedCheckpoint, SigningOutcome},
};

/// The interval at which events without an entry are polled.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// How often the transaction of a submission writes entries of other events, before its receipt goes without a checkpoint.
const MAX_STEPS: usize = 3;

/// The name of the file in the data folder that has the newest checkpoint.
pub const KEPT_CHECKPOINT: &str = "checkpoint.txt";

/// Writes entries until `shutdown` completes, and once more then, so that no event waits while the program is not running. The newest
/// checkpoint is kept in the file `kept`, apart from the database, where an audit reads it: a person who changes the database cannot hide it by
/// removing the checkpoints as well.
pub async fn work(app: App, kept: Option<PathBuf>, shutdown: impl Future<Output = ()> + Send) {
    tokio::pin!(shutdown);
    let mut newest = None;
    loop {
        let done = async {
            catch_up(&app).await?;
            match &kept {
                Some(path) => keep_newest(&app, path, &mut newest).await,
                None => Ok(()),
            }
        };
        if let Err(error) = done.await {
            tracing::error!(%error, "the event log could not be kept");
        }
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            () = tokio::time::sleep(POLL_INTERVAL) => {}
        }
    }
    if let Err(error) = write_entries(&app).await {
        tracing::error!(%error, "entries of the event log could not be written; they are at the next start");
    }
}

/// Writes the entries that are missing, and signs the first checkpoint as soon as there are entries.
///
/// # Errors
/// The database failed, or the log does not go on from its newest checkpoint.
async fn catch_up(app: &App) -> Result<(), Problem> {
    write_entries(app).await?;
    if event_log::latest(&mut app.db.read().await?).await?.is_none() {
        begin_checkpoint(app).await?.commit().await?;
    }
    Ok(())
}

/// Replaces the checkpoint in a file with the newest one, if the log goes on from the one in the file. `newest` is the size of the last one that
/// was looked at, so that each is looked at once.
///
/// # Errors
/// The database failed, the file cannot be used, or the log does not go on from the checkpoint in it.
async fn keep_newest(app: &App, path: &Path, newest: &mut Option<u64>) -> Result<(), Problem> {
    let mut tx = app.db.read().await?;
    let latest = event_log::latest(&mut tx).await?;
    let size = latest.as_ref().map(|checkpoint| checkpoint.size);
    if *newest == size {
        return Ok(());
    }
    *newest = size;
    match tokio::fs::read_to_string(path).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(Problem::KeptCheckpoint(error)),
        Ok(text) => {
            // One that this register did not sign is not replaced either: it is evidence of something.
            let kept =
                Checkpoint::of_register(&text, &app.signing_keys.current().known()).map_err(|_| Problem::EventLog)?;
            if !event_log::goes_on_from(&mut tx, &program::permit(), &kept).await? {
                return Err(Problem::EventLog);
            }
        }
    }
    let Some(latest) = latest else { return Ok(()) };
    let new = path.with_extension("new");
    let written = async {
        tokio::fs::write(&new, latest.note).await?;
        tokio::fs::rename(&new, path).await
    };
    written.await.map_err(Problem::KeptCheckpoint)
}

/// Writes the entries of all events that are committed, in short transactions. Returns how many.
///
/// # Errors
/// The database failed.
pub async fn write_entries(app: &App) -> Result<usize, store::Error> {
    let (may, mut written) = (program::permit(), 0);
    // Usually no event waits. A read finds that out without blocking writers.
    if !event_log::is_any_waiting(&mut app.db.read().await?, &may).await? {
        return Ok(0);
    }
    loop {
        let mut tx = app.db.write().await?;
        let new = event_log::append(&mut tx, &may).await?;
        tx.commit().await?;
        written += new;
        if new == 0 {
            return Ok(written);
        }
    }
}

/// Signs a checkpoint of all entries, and returns the open transaction.
///
/// # Errors
/// The database failed, or the log does not go on from its newest checkpoint.
pub(super) async fn begin_checkpoint(app: &App) -> Result<Tx, Problem> {
    write_entries(app).await?;
    let mut tx = app.db.write().await?;
    match sign(app, &mut tx, app.clock.now()).await? {
        SigningOutcome::Signed(checkpoint) => tracing::info!(entries = checkpoint.size, "checkpoint of the event log"),
        SigningOutcome::Empty => {}
        SigningOutcome::Refused => return Err(Problem::EventLog),
    }
    Ok(tx)
}

async fn sign(app: &App, tx: &mut Tx, now: Timestamp) -> Result<SigningOutcome, store::Error> {
    event_log::sign(tx, &program::permit(), &app.signing_keys.current(), &origin(&app.site.base), now).await
}

/// Signs a checkpoint that covers what this transaction recorded, for the receipt of a submission. `None` if many events wait for their
/// entry, as after an upgrade, or the log does not go on from its newest checkpoint: neither prevents the submission.
///
/// # Errors
/// The database failed.
pub async fn checkpoint_within(
    app: &App,
    tx: &mut Tx,
    now: Timestamp,
) -> Result<Option<PublishedCheckpoint>, store::Error> {
    match append_and_sign(app, tx, now).await {
        Ok(Some(SigningOutcome::Signed(checkpoint))) => Ok(Some(checkpoint)),
        Ok(Some(SigningOutcome::Empty) | None) => Ok(None),
        Ok(Some(SigningOutcome::Refused)) => {
            tracing::error!("{}", Problem::EventLog);
            Ok(None)
        }
        // A row of the log cannot be read, because it was changed.
        Err(error @ store::Error::Decode(_)) => {
            tracing::error!(%error, "the event log is damaged. Run: assay audit");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn append_and_sign(app: &App, tx: &mut Tx, now: Timestamp) -> Result<Option<SigningOutcome>, store::Error> {
    for _ in 0..MAX_STEPS {
        if event_log::append(tx, &program::permit()).await? == 0 {
            return sign(app, tx, now).await.map(Some);
        }
    }
    Ok(None)
}
