//! What was submitted: its text, signatures and dates against the receipt that the register signed, as its public page checks them, and its
//! answers against that text.

use super::RowBatch;
use crate::{
    core::db::{Error, Tx},
    public,
};
use model::{
    AssessmentId, OrganisationId,
    assessment::locked_version::Submission,
    core::{
        keys::KnownKey,
        permit::{Permit, RunProgram},
    },
    work::event_log::audit::{AuditFinding, Discrepancy},
};
use std::collections::BTreeMap;
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
    let submissions = match public::submissions(tx, organisation).await {
        Ok(submissions) => submissions,
        // Another program may have written what cannot be read. The audit goes on with the next organisation.
        Err(Error::Decode(error) | Error::ColumnDecode { source: error, .. }) => {
            let (row, organisation) = (format!("submissions of organisation {}", organisation.0), Some(organisation));
            let what = Discrepancy::NotAsSigned(format!("cannot be read: {error}"));
            part.findings.push(AuditFinding { row, organisation, what });
            return Ok(part);
        }
        Err(error) => return Err(error),
    };
    for submitted in submissions {
        part.checked += 1;
        let found = match public::signed_text(tx, organisation, &submitted, keys).await {
            Ok(None) => continue,
            Ok(Some(signed)) => changed_answers(tx, submitted.id, &signed.canonical).await?,
            // The same for its text.
            Err(Error::Decode(error)) => vec![Discrepancy::NotAsSigned(error.to_string())],
            Err(error) => return Err(error),
        };
        let row = format!("submission {}", submitted.id);
        let finding = |what| AuditFinding { row: row.clone(), organisation: Some(organisation), what };
        part.findings.extend(found.into_iter().map(finding));
    }
    Ok(part)
}

/// The answers that are not those of the signed text. They are what its members read, and what a submission that is returned begins with.
async fn changed_answers(tx: &mut Tx, submission: AssessmentId, canonical: &str) -> Result<Vec<Discrepancy>, Error> {
    let signed = Submission::parse(canonical).map_err(|error| Error::Decode(error.into()))?;
    let rows: Vec<(String, String)> =
        tx.query("select question, body from answer where assessment_id = $1").bind(submission.0).all().await?;
    let stored: BTreeMap<String, String> = rows.into_iter().collect();
    let is_changed = |text: &str, question: &str| stored.get(question).map_or("", String::as_str) != text;
    let changed = signed.answers.into_iter().filter(|answer| is_changed(&answer.text, answer.question.as_str()));
    Ok(changed.map(|answer| Discrepancy::AnswerChanged { question: answer.title }).collect())
}
