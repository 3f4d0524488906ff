//! Submissions, made here or on paper. One that was returned is a draft again, and not public.

use super::organisation::stage;
use crate::{
    assessment::{
        locked_versions::{self, KnownSignature, parse_hash},
        statements,
    },
    core::{
        db::{Error, Tx},
        tampering::{self, Tampered},
        values::{At, Day, Text},
    },
};
use model::{
    AssessmentId, Date, EditionKey, OrganisationId, PlanId, QuestionKey, Timestamp,
    assessment::{
        PaperSignatures, PaperSubmission,
        headcount::Headcount,
        hesa::Published,
        locked_version,
        receipt::{Attested, RegisterRecord, VERSION},
        verify::{Signatory, Signed},
    },
    core::{canonical::Hash, keys::KnownKey},
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

/// Whether a self-assessment was submitted, and then returned by the secretariat for changes. Nothing else about it is public.
pub async fn is_returned(tx: &mut Tx, organisation: OrganisationId, assessment: AssessmentId) -> Result<bool, Error> {
    let found: Option<(Uuid,)> = tx
        .query(
            "select id from assessment where id = $1 and organisation_id = $2 and step <> 'submitted'
                 and returned_at is not null and returned_by = 'secretariat'",
        )
        .bind(assessment.0)
        .bind(organisation.0)
        .optional()
        .await?;
    Ok(found.is_some())
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

/// What was signed, checked: its text, and the receipt that the register signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedText {
    /// The canonical JSON that was signed.
    pub canonical: String,
    /// The receipt; `None` if it was submitted before receipts were signed.
    pub receipt: Option<Attested>,
}

/// The text that was signed and its receipt; none if submitted outside Assay. `keys` are those of the register.
///
/// # Errors
/// Returns [`Tampered`] if the text, its signatures or its dates are not what was signed.
pub async fn signed_text(
    tx: &mut Tx,
    organisation: OrganisationId,
    submission: &Submitted,
    keys: &[KnownKey],
) -> Result<Option<SignedText>, Error> {
    let text: Option<(String, String)> = tx
        .query(
            "select s.hash, s.canonical from assessment a join locked_version s on s.hash = a.locked_version_hash
             where a.id = $1 and a.organisation_id = $2 and a.step = 'submitted'",
        )
        .bind(submission.id.0)
        .bind(organisation.0)
        .optional()
        .await?;
    let Some((hash, text)) = text else { return Ok(None) };
    let canonical = tampering::genuine(tx, &hash, text)?;
    let version = parse_hash(&hash)?;
    // A version of another self-assessment is genuine, and not what was submitted here.
    let own = locked_version::Submission::parse(&canonical).map_err(|error| Error::Decode(error.into()))?;
    if own.assessment != submission.id {
        return Err(tx.tampered(Tampered::Facts(hash)));
    }
    let Some((statement, receipt)) = statements::of_version(tx, submission.id.0, version, keys).await? else {
        return match submission.at {
            Some(at) if statements::needs_receipt(at, keys) => Err(tx.tampered(Tampered::NoReceipt(hash))),
            _ => Ok(Some(SignedText { canonical, receipt: None })),
        };
    };
    let facts = (Some(statement.submitted), statement.due, statement.signed());
    if facts == (submission.at, submission.due, submission.signatures.clone()) {
        Ok(Some(SignedText { canonical, receipt: Some(receipt) }))
    } else {
        Err(tx.tampered(Tampered::Facts(hash)))
    }
}

/// What everyone may know of a version that was submitted here, to compare a file with: a reader who knows its hash has the version. None
/// for a version that was never submitted, as far as is known. `keys` are those of the register.
///
/// # Errors
/// Returns [`Tampered`] if the version is the current submission and must have a receipt, and has none.
pub async fn record(tx: &mut Tx, version: Hash, keys: &[KnownKey]) -> Result<Option<RegisterRecord>, Error> {
    let Some(known) = locked_versions::known(tx, version).await? else { return Ok(None) };
    let receipts = statements::receipts(tx, version).await?;
    let is_current = known.submitted.is_some();
    // What is signed and not yet submitted is nobody else's business.
    let counts = |one: &&KnownSignature| one.voided.is_none() == is_current;
    let signatures = known.signatures.iter().filter(counts).map(|one| Signed {
        role: one.signatory,
        name: one.name.clone(),
        post: one.post.clone(),
        at: one.at,
        sha256: version,
    });
    let signatures: Vec<Signed> = signatures.collect();
    if receipts.is_empty() {
        let mut times = known.submitted.into_iter().chain(signatures.iter().map(|one| one.at));
        let must_have_one = times.any(|at| statements::needs_receipt(at, keys));
        if must_have_one && is_current {
            return Err(tx.tampered(Tampered::NoReceipt(version.to_string())));
        }
        // Without a receipt, it was signed and unlocked again, and never submitted.
        if must_have_one || signatures.is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(RegisterRecord {
        format: RegisterRecord::FORMAT.to_owned(),
        version: VERSION,
        sha256: version,
        is_current,
        submitted: known.submitted,
        signatures,
        receipts,
    }))
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
