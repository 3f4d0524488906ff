//! The mark of a database on a server whose rows were restored, and whose files and keys may not be in their place yet.
//!
//! It is the comment on the table of migrations: it is in the transaction that stores the rows, and needs no table of its own.

use super::{Db, Error, Pools};
use model::core::permit::{Permit, RunProgram};

/// How the mark begins.
const MARK: &str = "Assay is restoring ";

/// Returns the SQL that sets the mark, on PostgreSQL.
pub(super) fn set(backup: &str) -> String {
    let mark = format!("{MARK}{backup}").replace('\'', "''");
    format!("comment on table _sqlx_migrations is '{mark}'")
}

/// Returns the name of the backup whose rows were restored into a database by a restore that was not [completed](complete_restore); none for
/// SQLite, which is a file that is moved to its place with the others.
///
/// # Errors
/// The database failed.
pub async fn restored_from(url: &str, _: &Permit<RunProgram>) -> Result<Option<String>, Error> {
    if !url.starts_with("postgres") {
        return Ok(None);
    }
    let db = Db::of(Pools::open_empty(url)?);
    let mut tx = db.read().await?;
    let query = tx.query(
        "select cast(obj_description(oid, 'pg_class') as text) from pg_class
         where relname = '_sqlx_migrations' and relnamespace = cast(current_schema() as regnamespace)",
    );
    let mark: Option<(Option<String>,)> = query.optional().await?;
    drop(tx);
    db.close().await;
    Ok(mark.and_then(|(mark,)| mark?.strip_prefix(MARK).map(str::to_owned)))
}

/// Removes the mark, when everything that was restored is in its place.
///
/// # Errors
/// The database failed.
pub async fn complete_restore(url: &str, _: &Permit<RunProgram>) -> Result<(), Error> {
    if !url.starts_with("postgres") {
        return Ok(());
    }
    let db = Db::of(Pools::open_empty(url)?);
    let mut tx = db.write().await?;
    tx.query("comment on table _sqlx_migrations is null").run().await?;
    tx.commit().await?;
    db.close().await;
    Ok(())
}
