//! Checks of the links of evidence: which links are due, and the results. For the program's own work.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::{At, Day},
};
use jiff::SignedDuration;
use model::{
    EvidenceId, OrganisationId, Timestamp,
    core::{
        dates::day,
        permit::{Permit, RunProgram},
    },
    plan::evidence::{EvidenceContent, Health},
    work::event::{EventKind, evidence::EvidenceEvent},
};
use sqlx::types::Json;
use uuid::Uuid;

/// How long after a check a link is checked again: almost a week.
pub const CHECK_INTERVAL: SignedDuration = SignedDuration::from_hours(7 * 24 - 4);
/// How long after a failure a link is checked again: on the next night.
pub const RETRY_INTERVAL: SignedDuration = SignedDuration::from_hours(20);
/// How many hosts are returned at once.
pub const BATCH: usize = 100;
/// How many links of one host are returned at once.
pub const OF_A_HOST: usize = 10;

/// The next [`BATCH`] hosts that have a link to check.
pub async fn hosts(tx: &mut Tx, _: &Permit<RunProgram>, after: &str, now: Timestamp) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx
        .query(
            "select distinct l.host from link_check l join evidence e on e.id = l.evidence_id
             where l.host > $1 and e.withdrawn_at is null and (l.checked_at is null or l.checked_at <= $2
                 or (l.failure is not null and l.dead_since is null and l.checked_at <= $3))
             order by l.host limit $4",
        )
        .bind(after)
        .bind(At(now - CHECK_INTERVAL))
        .bind(At(now - RETRY_INTERVAL))
        .bind(i64::try_from(BATCH).unwrap_or(i64::MAX))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(host,)| host).collect())
}

/// The next [`OF_A_HOST`] links of a host to check.
pub async fn of_host(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    host: &str,
    now: Timestamp,
) -> Result<Vec<EvidenceId>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select e.id from link_check l join evidence e on e.id = l.evidence_id
             where l.host = $1 and e.withdrawn_at is null and (l.checked_at is null or l.checked_at <= $2
                 or (l.failure is not null and l.dead_since is null and l.checked_at <= $3))
             order by l.checked_at is not null, l.checked_at, e.id limit $4",
        )
        .bind(host)
        .bind(At(now - CHECK_INTERVAL))
        .bind(At(now - RETRY_INTERVAL))
        .bind(i64::try_from(OF_A_HOST).unwrap_or(i64::MAX))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| EvidenceId(id)).collect())
}

/// The address of a link. They are read one by one, so that one that cannot be read does not keep others from being checked. `None` if it
/// was withdrawn meanwhile, or is no link.
pub async fn address(tx: &mut Tx, _: &Permit<RunProgram>, id: EvidenceId) -> Result<Option<String>, Error> {
    let found: Option<(Json<EvidenceContent>,)> =
        tx.query("select content from evidence where id = $1 and withdrawn_at is null").bind(id.0).optional().await?;
    Ok(found.and_then(|(Json(content),)| match content {
        EvidenceContent::Link { address } => Some(address.to_string()),
        EvidenceContent::File(_) | EvidenceContent::Testimonial(_) | EvidenceContent::Number { .. } => None,
    }))
}

#[derive(sqlx::FromRow)]
struct Row {
    organisation_id: Uuid,
    title: String,
    failed_days: i64,
    failed_on: Option<Day>,
    dead_since: Option<Day>,
}

/// Records the result of checking a link: no failure, or why it failed. That it is dead, or works again, is an event of the
/// activity log.
pub async fn record(
    tx: &mut Tx,
    may: &Permit<RunProgram>,
    id: EvidenceId,
    failure: Option<&str>,
    now: Timestamp,
) -> Result<Health, Error> {
    let row: Row = tx
        .query(
            "select e.organisation_id, e.title, l.failed_days, l.failed_on, l.dead_since
             from link_check l join evidence e on e.id = l.evidence_id where l.evidence_id = $1",
        )
        .bind(id.0)
        .one()
        .await?;
    let was = Health {
        failed_days: u32::try_from(row.failed_days).unwrap_or(u32::MAX),
        failed_on: row.failed_on.map(|day| day.0),
        broken_since: row.dead_since.map(|day| day.0),
    };
    let is = was.after(failure.is_none(), day(now));
    tx.query(
        "update link_check set checked_at = $2, failure = $3, failed_days = $4, failed_on = $5, dead_since = $6
         where evidence_id = $1",
    )
    .bind(id.0)
    .bind(At(now))
    .bind(failure)
    .bind(i64::from(is.failed_days))
    .bind(is.failed_on.map(Day))
    .bind(is.broken_since.map(Day))
    .run()
    .await?;
    let event = match (was.broken_since, is.broken_since) {
        (None, Some(_)) => EvidenceEvent::LinkFoundDead { title: row.title },
        (Some(_), None) => EvidenceEvent::LinkFoundAgain { title: row.title },
        (None, None) | (Some(_), Some(_)) => return Ok(is),
    };
    let subject = Subject::organisation(OrganisationId(row.organisation_id));
    events::record(tx, may.author(), subject, &EventKind::Evidence(event), now).await?;
    Ok(is)
}
