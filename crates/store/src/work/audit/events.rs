//! The events without an entry of their own.

use super::{BATCH, RowBatch, limit};
use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    OrganisationId, Timestamp,
    core::permit::{Permit, RunProgram},
    work::event_log::audit::{AuditFinding, Discrepancy, SETTLING},
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    organisation_id: Option<Uuid>,
    happened_at: At,
    has_salt: bool,
    place: Option<i64>,
    erased_at: Option<At>,
    entry_of: Option<Uuid>,
}

/// Checks that the events after one have an entry, or were recorded just now. `has_begun` says whether the log has entries of events that
/// were recorded since it began.
pub async fn check_events(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    after: Option<Uuid>,
    has_begun: bool,
    now: Timestamp,
) -> Result<RowBatch<Uuid>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select e.id, e.organisation_id, e.happened_at, e.salt is not null as has_salt, e.place, e.erased_at, l.event_id as entry_of
             from event e left join log_entry l on l.place = e.place where e.id > $1 order by e.id limit $2",
        )
        .bind(after.unwrap_or_else(Uuid::nil))
        .bind(limit(BATCH))
        .all()
        .await?;
    let mut part = RowBatch::of(&rows, BATCH, |row| row.id);
    for row in rows {
        let newest = row.erased_at.map_or(row.happened_at.0, |at| at.0);
        let is_recent = newest + SETTLING > now && newest < now + SETTLING;
        let is_logged = row.place.is_some() && row.entry_of == Some(row.id);
        if row.place.is_none() && (if row.has_salt { is_recent } else { !has_begun }) {
            part.waiting += 1;
        } else if !is_logged {
            let what = Discrepancy::EventNotLogged { at: row.happened_at.0 };
            let organisation = row.organisation_id.map(OrganisationId);
            part.findings.push(AuditFinding { row: format!("event {}", row.id), organisation, what });
        }
    }
    Ok(part)
}
