//! Health checks: whether the database can be read, and written to its disk.

use super::{
    db::{Error, Tx},
    values::At,
};
use model::Timestamp;
use uuid::Uuid;

/// Reads from a table that every change writes to.
pub async fn reads(tx: &mut Tx) -> Result<(), Error> {
    let _: Vec<(Uuid,)> = tx.query("select id from event order by id desc limit 1").all().await?;
    Ok(())
}

/// Writes the time to a row that exists for this check. Only the commit proves that the disk is not full.
pub async fn writes(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    tx.query("insert into heartbeat (id, at) values (1, $1) on conflict (id) do update set at = excluded.at")
        .bind(At(now))
        .run()
        .await?;
    Ok(())
}
