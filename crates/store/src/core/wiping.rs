//! Removes what was deleted from the files of the database. A transaction that deletes what nobody may find again
//! requests it; the program does it after the commit, and again after a crash, until it is done.

use super::{
    db::{Db, Error, Tx},
    ids,
};
use model::core::permit::{Permit, RunProgram};

/// Requests that what this transaction deletes is removed from the files of the database.
pub(crate) async fn request(tx: &mut Tx) -> Result<(), Error> {
    tx.query(
        "insert into pending_wipe (what, token) values ('freed-space', $1)
         on conflict (what) do update set token = excluded.token",
    )
    .bind(ids::unordered().to_string())
    .run()
    .await
    .map(drop)
}

/// Removes from the files what has been deleted, as far as that takes no time: on SQLite, the write-ahead log is written back and emptied.
/// Deleted rows are overwritten with zeros there. [`rewrite`] does the rest.
pub async fn wipe(db: &Db, _: &Permit<RunProgram>) -> Result<(), Error> {
    db.empty_log().await
}

/// Rewrites the database if that was requested, so that its files contain nothing that was deleted. Returns whether it was.
pub async fn rewrite(db: &Db, _: &Permit<RunProgram>) -> Result<bool, Error> {
    let mut tx = db.read().await?;
    let requested: Option<(String,)> =
        tx.query("select token from pending_wipe where what = 'freed-space'").optional().await?;
    drop(tx);
    let Some((token,)) = requested else { return Ok(false) };
    db.rewrite().await?;
    let mut tx = db.write().await?;
    // What was requested meanwhile has another token, and is still to be done.
    tx.query("delete from pending_wipe where what = 'freed-space' and token = $1").bind(token).run().await?;
    tx.commit().await?;
    Ok(true)
}
