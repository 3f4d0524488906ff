//! Submissions, made here or on paper. One that was returned is a draft again, and not public.

use super::organisation::stage;
use crate::core::{
    db::{Error, Tx},
    values::{At, Day, Text},
};
use model::{
    AssessmentId, Date, EditionKey, OrganisationId, PlanId, QuestionKey, Timestamp,
    assessment::{
        PaperSignatures, PaperSubmission,
        headcount::Headcount,
        hesa::Published,
        verify::{Signatory, Signed},
    },
    core::canonical::Hash,
    plan::evidence::EvidenceFile,
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A submission and how it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// Its identity.
    pub id: AssessmentId,
    /// The edition that it answers.
    pub edition: EditionKey,
    /// Its stage.
    pub stage: u8,
    /// Its new plan.
    pub plan: PlanId,
    /// The hash of what was signed; none on paper.
    pub hash: Option<Hash>,
    /// When it was submitted here.
    pub at: Option<Timestamp>,
    /// When it was due; none if no date was known.
    pub due: Option<Date>,
    /// The two signatures that were given here to that hash.
    pub signatures: Vec<Signed>,
    /// If it was made outside Assay: what its document shows, and whether the secretariat confirmed it.
    pub paper: Option<PaperSubmission>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    edition: String,
    stage: i64,
    plan_id: Uuid,
    locked_version_hash: Option<String>,
    submitted_at: Option<At>,
    due_on: Option<Day>,
    paper: Option<Json<PaperSignatures>>,
    paper_on: Option<Day>,
    confirmed_at: Option<At>,
}

/// All submissions of an organisation, the newest plan's first.
pub async fn submissions(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Submitted>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select a.id, a.edition, a.stage, a.plan_id, a.locked_version_hash, a.submitted_at, a.due_on, a.paper, a.paper_on,
                    a.confirmed_at
             from assessment a join plan p on p.id = a.plan_id
             where a.organisation_id = $1 and a.step = 'submitted'
             order by p.starts_on desc, p.created_at desc",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let mut by_assessment = signatures(tx, organisation).await?;
    let submitted = |row: Row| Submitted {
        id: AssessmentId(row.id),
        edition: EditionKey::from(row.edition.as_str()),
        stage: stage(row.stage),
        plan: PlanId(row.plan_id),
        hash: row.locked_version_hash.as_deref().and_then(|digits| digits.parse().ok()),
        at: row.submitted_at.map(|at| at.0),
        due: row.due_on.map(|day| day.0),
        signatures: by_assessment.remove(&row.id).unwrap_or_default(),
        paper: row.paper.zip(row.paper_on).map(|(Json(signatures), Day(on))| PaperSubmission {
            signatures,
            on,
            confirmed: row.confirmed_at.map(|at| at.0),
        }),
    };
    Ok(rows.into_iter().map(submitted).collect())
}

/// The signatures of submissions, by self-assessment. Voided signatures and those of another version do not count.
async fn signatures(tx: &mut Tx, organisation: OrganisationId) -> Result<BTreeMap<Uuid, Vec<Signed>>, Error> {
    type SignatureRow = (Uuid, Text<Signatory>, String, String, String, At);
    let rows: Vec<SignatureRow> = tx
        .query(
            "select g.assessment_id, g.role, g.name, g.post, g.locked_version_hash, g.signed_at
             from signature g join assessment a on a.id = g.assessment_id and a.locked_version_hash = g.locked_version_hash
             where a.organisation_id = $1 and a.step = 'submitted' and g.voided_at is null
             order by g.signed_at, g.role",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let mut by_assessment: BTreeMap<Uuid, Vec<Signed>> = BTreeMap::new();
    for (assessment, Text(role), name, post, hash, at) in rows {
        let sha256 = hash.parse().map_err(|error| Error::Decode(Box::new(error)))?;
        by_assessment.entry(assessment).or_default().push(Signed { role, name, post, at: at.0, sha256 });
    }
    Ok(by_assessment)
}

/// The canonical JSON that was signed; none if submitted outside Assay.
pub async fn canonical(
    tx: &mut Tx,
    organisation: OrganisationId,
    submission: AssessmentId,
) -> Result<Option<String>, Error> {
    let text: Option<(String,)> = tx
        .query(
            "select s.canonical from assessment a join locked_version s on s.hash = a.locked_version_hash
             where a.id = $1 and a.organisation_id = $2 and a.step = 'submitted'",
        )
        .bind(submission.0)
        .bind(organisation.0)
        .optional()
        .await?;
    Ok(text.map(|(text,)| text))
}

/// The files of the document of a submission made outside Assay, if its organisation publishes them and the secretariat confirmed it.
pub async fn documents(
    tx: &mut Tx,
    organisation: OrganisationId,
    submission: AssessmentId,
) -> Result<Vec<EvidenceFile>, Error> {
    let files: Option<(Option<Json<Vec<EvidenceFile>>>,)> = tx
        .query(
            "select i.files from assessment a join import i on i.assessment_id = a.id and i.organisation_id = a.organisation_id
             join past_submission s on s.import_id = i.id and s.outcome = 'confirmed' and s.shares_files
             where a.id = $1 and a.organisation_id = $2 and a.step = 'submitted' and a.confirmed_at is not null
             order by s.decided_at desc limit 1",
        )
        .bind(submission.0)
        .bind(organisation.0)
        .optional()
        .await?;
    Ok(files.and_then(|(files,)| files).map(|Json(files)| files).unwrap_or_default())
}

/// The answers of a submission on paper, by question. Those of one that was made here are in its locked version.
pub async fn answers(
    tx: &mut Tx,
    organisation: OrganisationId,
    submission: AssessmentId,
) -> Result<BTreeMap<QuestionKey, String>, Error> {
    let rows: Vec<(String, String)> = tx
        .query(
            "select w.question, w.body from answer w join assessment a on a.id = w.assessment_id
             where a.id = $1 and a.organisation_id = $2 and a.step = 'submitted' and a.locked_version_hash is null",
        )
        .bind(submission.0)
        .bind(organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(question, text)| (QuestionKey::from(question.as_str()), text)).collect())
}

/// The headcount of a submission, as it may be published: the exact figures are rounded before they leave this
/// function.
pub async fn headcount(
    tx: &mut Tx,
    organisation: OrganisationId,
    submission: AssessmentId,
) -> Result<Option<Published>, Error> {
    let table: Option<(Json<Headcount>,)> = tx
        .query(
            "select h.people from headcount h join assessment a on a.id = h.assessment_id
             where a.id = $1 and a.organisation_id = $2 and a.step = 'submitted'",
        )
        .bind(submission.0)
        .bind(organisation.0)
        .optional()
        .await?;
    Ok(table.map(|(table,)| table.0.published()))
}
