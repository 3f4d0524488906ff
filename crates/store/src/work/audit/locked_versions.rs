//! Locked versions: the text and the withheld figures against their hashes.

use super::{RowBatch, limit};
use crate::core::db::{Error, Tx};
use model::{
    OrganisationId,
    assessment::locked_version::{Submission, Withheld},
    core::{
        canonical::Hash,
        permit::{Permit, RunProgram},
    },
    work::event_log::audit::{AuditFinding, Discrepancy},
};
use uuid::Uuid;

/// How many texts are read at once: each may have hundreds of kilobytes.
const BATCH: usize = 20;

type Row = (String, String, String, Option<Uuid>);

/// Checks the locked versions after one.
pub async fn check_locked_versions(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    after: Option<&str>,
) -> Result<RowBatch<String>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select v.hash, v.canonical, cast(v.withheld as text),
                 (select a.organisation_id from assessment a where a.locked_version_hash = v.hash or a.paper_hash = v.hash limit 1)
             from locked_version v where v.hash > $1 order by v.hash limit $2",
        )
        .bind(after.unwrap_or_default())
        .bind(limit(BATCH))
        .all()
        .await?;
    let mut part = RowBatch::of(&rows, BATCH, |(hash, ..)| hash.clone());
    for (hash, canonical, withheld, organisation) in rows {
        let is_genuine = Hash::of(&canonical).to_string() == hash;
        let is_proved = || {
            let withheld: Option<Withheld> = serde_json::from_str(&withheld).ok();
            let submission = Submission::parse(&canonical).ok();
            withheld.zip(submission).is_some_and(|(withheld, submission)| withheld.proves(&submission))
        };
        let what = match is_genuine {
            false => Discrepancy::TextChanged,
            true if !is_proved() => Discrepancy::WithheldChanged,
            true => continue,
        };
        let organisation = organisation.map(OrganisationId);
        part.findings.push(AuditFinding { row: format!("locked version {hash}"), organisation, what });
    }
    Ok(part)
}
