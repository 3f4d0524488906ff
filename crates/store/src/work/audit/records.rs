//! Records that were made with an event: self-assessments with their signatures, due dates and progress updates.

use super::{BATCH, RowBatch, limit};
use crate::core::{
    db::{Error, Tx},
    ids,
    values::{At, Day, Number, Text},
};
use jiff::SignedDuration;
use model::{
    OrganisationId, Timestamp,
    assessment::verify::Signatory,
    charter::rating::Colour,
    core::permit::{Permit, RunProgram},
    plan::update_approval::ApprovalDecision,
    work::event_log::audit::{
        AuditFinding, CountsFrom, Dated, DueDateRow, ProgressRow, SignOffRow, SignatureRow, check_due_date,
        check_progress, check_removed_signatures, check_sign_off, check_signature,
    },
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct AssessmentRow {
    id: Uuid,
    organisation_id: Uuid,
    step: String,
    locked_version_hash: Option<String>,
    locked_at: Option<At>,
    submitted_at: Option<At>,
    due_on: Option<Day>,
}

/// Checks the self-assessments after one, with their signatures. One that was signed on paper was not
/// submitted here, and has no such event.
pub async fn check_assessments(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    after: Option<Uuid>,
    taken_in_until: Option<Timestamp>,
) -> Result<RowBatch<Uuid>, Error> {
    let rows: Vec<AssessmentRow> = tx
        .query(
            "select id, organisation_id, step, locked_version_hash, locked_at, submitted_at, due_on
             from assessment where id > $1 order by id limit $2",
        )
        .bind(after.unwrap_or_else(Uuid::nil))
        .bind(limit(BATCH))
        .all()
        .await?;
    let mut part = RowBatch::of(&rows, BATCH, |row| row.id);
    for row in rows {
        let organisation = OrganisationId(row.organisation_id);
        let events = sign_off_events(tx, row.organisation_id, row.id).await?;
        let state = SignOffRow {
            locked: row.locked_version_hash.zip(row.locked_at.map(|at| at.0)),
            submitted: row.submitted_at.filter(|_| row.step == "submitted").map(|at| at.0),
            due: row.due_on.map(|on| on.0),
        };
        let finding = |row: String, what| AuditFinding { row, organisation: Some(organisation), what };
        let mut found = check_sign_off(&state, &events, taken_in_until);
        let mut signatures_there = Vec::new();
        for (id, signature) in signatures(tx, row.id).await? {
            let found = check_signature(&signature, &events, taken_in_until);
            part.findings.extend(found.map(|what| finding(format!("signature {id}"), what)));
            signatures_there.push(signature);
        }
        found.extend(check_removed_signatures(&signatures_there, &events));
        part.findings.extend(found.into_iter().map(|what| finding(format!("self-assessment {}", row.id), what)));
    }
    Ok(part)
}

async fn sign_off_events(tx: &mut Tx, organisation: Uuid, assessment: Uuid) -> Result<Vec<Dated>, Error> {
    let rows: Vec<(At, String)> = tx
        .query(
            "select happened_at, cast(what as text) from event
             where organisation_id = $1 and assessment_id = $2 and kind = 'sign-off' order by id",
        )
        .bind(organisation)
        .bind(assessment)
        .all()
        .await?;
    Ok(dated(rows))
}

/// The events of these rows. What cannot be read was changed, which the audit of the entries reports.
fn dated(rows: Vec<(At, String)>) -> Vec<Dated> {
    rows.into_iter().filter_map(|(at, what)| Some((at.0, serde_json::from_str(&what).ok()?))).collect()
}

type SignatureColumns = (Uuid, Text<Signatory>, String, String, String, At);

async fn signatures(tx: &mut Tx, assessment: Uuid) -> Result<Vec<(Uuid, SignatureRow)>, Error> {
    let rows: Vec<SignatureColumns> = tx
        .query("select id, role, name, post, locked_version_hash, signed_at from signature where assessment_id = $1")
        .bind(assessment)
        .all()
        .await?;
    let read = |(id, Text(signatory), name, post, version, at): SignatureColumns| {
        (id, SignatureRow { signatory, name, post, version, at: at.0 })
    };
    Ok(rows.into_iter().map(read).collect())
}

type DueDateColumns = (Uuid, Uuid, Number<u8>, Day, Option<Day>, At);

/// Checks the due dates after one.
pub async fn check_due_dates(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    after: Option<Uuid>,
    taken_in_until: Option<Timestamp>,
) -> Result<RowBatch<Uuid>, Error> {
    let rows: Vec<DueDateColumns> = tx
        .query(
            "select id, organisation_id, stage, due_on, feedback_on, recorded_at
             from due_date where id > $1 order by id limit $2",
        )
        .bind(after.unwrap_or_else(Uuid::nil))
        .bind(limit(BATCH))
        .all()
        .await?;
    let mut part = RowBatch::of(&rows, BATCH, |(id, ..)| *id);
    for (id, organisation, Number(stage), due, feedback, At(at)) in rows {
        // The identities of events are in order of time.
        let events: Vec<(At, String)> = tx
            .query(
                "select happened_at, cast(what as text) from event
                 where organisation_id = $1 and id >= $2 and id < $3 and kind = 'organisation'",
            )
            .bind(organisation)
            .bind(ids::first_at(at))
            .bind(ids::first_at(at + SignedDuration::from_millis(1)))
            .all()
            .await?;
        let row = DueDateRow { stage, due: due.0, feedback: feedback.map(|day| day.0), at };
        if let Some(what) = check_due_date(&row, &dated(events), taken_in_until) {
            let organisation = Some(OrganisationId(organisation));
            part.findings.push(AuditFinding { row: format!("due date {id}"), organisation, what });
        }
    }
    Ok(part)
}

#[derive(sqlx::FromRow)]
struct ProgressColumns {
    id: Uuid,
    organisation_id: Uuid,
    action_id: Uuid,
    colour: Text<Colour>,
    explanation: String,
    recorded_at: At,
    waited: bool,
    decision: Option<Text<ApprovalDecision>>,
    decided_at: Option<At>,
}

impl ProgressColumns {
    fn read(self) -> ProgressRow {
        let (Text(colour), At(at)) = (self.colour, self.recorded_at);
        let counts = match self.decision {
            _ if !self.waited => CountsFrom::Recording,
            Some(Text(ApprovalDecision::Approved)) => CountsFrom::Approval(self.decided_at.map_or(at, |on| on.0)),
            Some(Text(ApprovalDecision::SentBack | ApprovalDecision::Replaced)) | None => CountsFrom::Never,
        };
        ProgressRow { colour, explanation: self.explanation, at, counts }
    }
}

/// Checks the progress updates after one.
pub async fn check_progress_updates(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    after: Option<Uuid>,
    taken_in_until: Option<Timestamp>,
) -> Result<RowBatch<Uuid>, Error> {
    let rows: Vec<ProgressColumns> = tx
        .query(
            "select g.id, c.organisation_id, g.action_id, g.colour, g.explanation, g.recorded_at,
                 a.progress_update_id is not null as waited, a.decision, a.decided_at
             from progress_update g join action c on c.id = g.action_id
             left join update_approval a on a.progress_update_id = g.id where g.id > $1 order by g.id limit $2",
        )
        .bind(after.unwrap_or_else(Uuid::nil))
        .bind(limit(BATCH))
        .all()
        .await?;
    let mut part = RowBatch::of(&rows, BATCH, |row| row.id);
    for row in rows {
        let (id, organisation) = (row.id, row.organisation_id);
        let events: Vec<(At, String)> = tx
            .query(
                "select happened_at, cast(what as text) from event
                 where action_id = $1 and (happened_at = $2 or happened_at = $3)",
            )
            .bind(row.action_id)
            .bind(row.recorded_at)
            .bind(row.decided_at)
            .all()
            .await?;
        if let Some(what) = check_progress(&row.read(), &dated(events), taken_in_until) {
            let organisation = Some(OrganisationId(organisation));
            part.findings.push(AuditFinding { row: format!("progress update {id}"), organisation, what });
        }
    }
    Ok(part)
}
