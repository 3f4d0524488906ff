//! What was submitted: its text, signatures and dates against the receipt that the register signed, as its public page checks them.

use super::RowBatch;
use crate::{
    core::db::{Error, Tx},
    public,
};
use model::{
    OrganisationId,
    core::{
        keys::KnownKey,
        permit::{Permit, RunProgram},
    },
    work::event_log::audit::{AuditFinding, Discrepancy},
};
use uuid::Uuid;

/// Checks the submissions of the organisation after one.
pub async fn check_submissions(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    after: Option<Uuid>,
    keys: &[KnownKey],
) -> Result<RowBatch<Uuid>, Error> {
    let next: Option<(Uuid,)> = tx
        .query("select id from organisation where id > $1 order by id limit 1")
        .bind(after.unwrap_or_default())
        .optional()
        .await?;
    let mut part = RowBatch { findings: Vec::new(), checked: 0, waiting: 0, next: next.map(|(id,)| id) };
    let Some(organisation) = part.next.map(OrganisationId) else { return Ok(part) };
    for submitted in public::submissions(tx, organisation).await? {
        part.checked += 1;
        let why = match public::signed_text(tx, organisation, &submitted, keys).await {
            Ok(_) => continue,
            // Another program may have written what cannot be read as a submission.
            Err(Error::Decode(error)) => error.to_string(),
            Err(error) => return Err(error),
        };
        let row = format!("submission {}", submitted.id);
        part.findings.push(AuditFinding { row, organisation: Some(organisation), what: Discrepancy::NotAsSigned(why) });
    }
    Ok(part)
}
