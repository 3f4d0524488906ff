//! Feedback that was sent: its text against its hash, and its hash against the event of sending, which is in the event log.

use super::{BATCH, RowBatch, limit};
use crate::core::db::{Error, Tx};
use model::{
    OrganisationId,
    core::{
        canonical::Hash,
        permit::{Permit, RunProgram},
    },
    work::event_log::audit::{AuditFinding, Discrepancy},
};
use uuid::Uuid;

/// Feedback: its id, its organisation, its hash and text, and whether the event of sending has that hash.
type FeedbackRow = (Uuid, Uuid, String, String, bool);

/// Checks the next feedback after one.
pub async fn check_feedback(tx: &mut Tx, _: &Permit<RunProgram>, after: Option<Uuid>) -> Result<RowBatch<Uuid>, Error> {
    let rows: Vec<FeedbackRow> = tx
        .query(
            "select f.id, a.organisation_id, f.hash, f.canonical,
                 exists (select 1 from event e where e.assessment_id = a.id and cast(e.what as text) like '%' || f.hash || '%')
             from feedback f join assessment a on a.id = f.assessment_id
             where f.sent_at is not null and f.id > $1 order by f.id limit $2",
        )
        .bind(after.unwrap_or_default())
        .bind(limit(BATCH))
        .all()
        .await?;
    let mut part = RowBatch::of(&rows, BATCH, |row| row.0);
    for (id, organisation, hash, canonical, was_sent) in rows {
        let why = if Hash::of(&canonical).to_string() != hash {
            "the text is not that of its version"
        } else if !was_sent {
            "this version was not sent"
        } else {
            continue;
        };
        let (row, organisation) = (format!("feedback {id}"), Some(OrganisationId(organisation)));
        let what = Discrepancy::NotAsSigned(why.to_owned());
        part.findings.push(AuditFinding { row, organisation, what });
    }
    Ok(part)
}
