//! Whether a database holds the invented organisations of the demo, or real ones.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    Timestamp,
    core::permit::{Permit, RunProgram},
};

/// What a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// No organisation and no person.
    Nothing,
    /// The demo.
    Invented,
    /// What people entered.
    Real,
}

/// What this database holds.
pub async fn contents(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<Contents, Error> {
    let (marks, entries): (i64, i64) = tx
        .query(
            "select (select cast(count(*) as bigint) from invented),
                 (select cast(count(*) as bigint) from organisation) + (select cast(count(*) as bigint) from person)",
        )
        .one()
        .await?;
    Ok(match (marks, entries) {
        (1.., _) => Contents::Invented,
        (_, 0) => Contents::Nothing,
        _ => Contents::Real,
    })
}

/// Marks an empty database as that of the demo, for good.
pub async fn mark(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<(), Error> {
    tx.query("insert into invented (marked_at) values ($1)").bind(At(now)).run().await?;
    Ok(())
}
