//! Locked versions: exactly what is signed, and what is withheld from publication to prove the exact figures.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    tampering,
    values::{At, Text},
    write_permit::WritePermit,
};
use model::{
    AssessmentId, EditionKey, Timestamp,
    assessment::{
        Step,
        locked_version::{LockedVersion, Withheld},
        verify::Signatory,
    },
    core::{
        canonical::Hash,
        permit::{AtAssessment, LockAssessment, Permission, Permit, ReadWorkings},
    },
    work::event::EventKind,
};
use sqlx::types::Json;
use uuid::Uuid;

/// Locks an assessment as this version. False, and nothing is changed, if it is locked already.
pub async fn lock(
    tx: &mut Tx,
    may: &WritePermit<LockAssessment>,
    locked_version: &LockedVersion,
    now: Timestamp,
) -> Result<bool, Error> {
    let AtAssessment { organisation, assessment, .. } = may.place();
    let version = locked_version.hash.to_string();
    save(tx, locked_version, now).await?;
    let locked = tx
        .query(
            "update assessment set step = 'ready', locked_version_hash = $3, locked_at = $4
             where id = $1 and organisation_id = $2 and step = 'drafting'",
        )
        .bind(assessment.0)
        .bind(organisation.0)
        .bind(&version)
        .bind(At(now))
        .run()
        .await?;
    if locked == 1 {
        let subject = Subject::organisation(organisation).assessment(assessment);
        events::record(tx, may.author(), subject, &EventKind::AssessmentFrozen { version }, now).await?;
    }
    Ok(locked == 1)
}

/// Saves a version, unless it exists: an assessment without a headcount that is locked again unchanged has the same one.
pub(crate) async fn save(tx: &mut Tx, locked_version: &LockedVersion, now: Timestamp) -> Result<(), Error> {
    tx.query(
        "insert into locked_version (hash, canonical, withheld, created_at) values ($1, $2, $3, $4) on conflict (hash) do nothing",
    )
    .bind(locked_version.hash.to_string())
    .bind(&locked_version.canonical)
    .bind(Json(&locked_version.withheld))
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

/// The canonical text of the locked version of a self-assessment, and its hash; none while it is a draft or if it was
/// submitted outside Assay. Any permit for it is enough, such as that of the leader to sign.
pub async fn locked<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Option<(Hash, String)>, Error>
where
    P: Permission<Place = AtAssessment>,
{
    let row: Option<(String, String)> = tx
        .query(
            "select s.hash, s.canonical from assessment a join locked_version s on s.hash = a.locked_version_hash
             where a.id = $1 and a.organisation_id = $2",
        )
        .bind(may.place().assessment.0)
        .bind(may.place().organisation.0)
        .optional()
        .await?;
    row.map(|(hash, canonical)| Ok((parse_hash(&hash)?, tampering::genuine(tx, &hash, canonical)?))).transpose()
}

/// What is withheld from publication of the locked version: the exact headcount and the salt of its hash, which prove the
/// figures.
pub async fn withheld(tx: &mut Tx, may: &Permit<ReadWorkings>) -> Result<Option<Withheld>, Error> {
    let row: Option<(Json<Withheld>,)> = tx
        .query(
            "select s.withheld from assessment a join locked_version s on s.hash = a.locked_version_hash
             where a.id = $1 and a.organisation_id = $2",
        )
        .bind(may.place().assessment.0)
        .bind(may.place().organisation.0)
        .optional()
        .await?;
    Ok(row.map(|(Json(withheld),)| withheld))
}

/// What is known of a version that was signed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownVersion {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The organisation's name.
    pub organisation: String,
    /// The last part of its public address.
    pub slug: String,
    /// The edition that it answers.
    pub edition: EditionKey,
    /// The signatures, in order, voided ones included.
    pub signatures: Vec<KnownSignature>,
    /// When it was submitted, if this version is the current submission: it was not returned or unlocked.
    pub submitted: Option<Timestamp>,
}

/// A signature that was given here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSignature {
    /// Which of the two signatories it is of.
    pub signatory: Signatory,
    /// The name of who signed.
    pub name: String,
    /// Their job title.
    pub post: String,
    /// When it was given.
    pub at: Timestamp,
    /// When it was voided, if it was.
    pub voided: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    organisation: String,
    slug: String,
    edition: String,
    step: String,
    locked_version_hash: Option<String>,
    submitted_at: Option<At>,
    role: Text<Signatory>,
    name: String,
    post: String,
    signed_at: At,
    voided_at: Option<At>,
}

/// What is known of the version with a hash; none if no such version was signed here. It takes no permit: a reader who
/// knows the hash of a version has the version.
pub async fn known(tx: &mut Tx, hash: Hash) -> Result<Option<KnownVersion>, Error> {
    let hash = hash.to_string();
    let rows: Vec<Row> = tx
        .query(
            "select a.id, o.name as organisation, o.slug, a.edition, a.step, a.locked_version_hash, a.submitted_at,
                    s.role, s.name, s.post, s.signed_at, s.voided_at
             from signature s join assessment a on a.id = s.assessment_id join organisation o on o.id = a.organisation_id
             where s.locked_version_hash = $1 order by s.signed_at, s.id",
        )
        .bind(&hash)
        .all()
        .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let is_current = first.locked_version_hash.as_deref() == Some(&hash) && first.step == Step::Submitted.as_str();
    Ok(Some(KnownVersion {
        assessment: AssessmentId(first.id),
        organisation: first.organisation.clone(),
        slug: first.slug.clone(),
        edition: EditionKey::from(first.edition.as_str()),
        submitted: first.submitted_at.filter(|_| is_current).map(|at| at.0),
        signatures: rows
            .into_iter()
            .map(|row| KnownSignature {
                signatory: row.role.0,
                name: row.name,
                post: row.post,
                at: row.signed_at.0,
                voided: row.voided_at.map(|at| at.0),
            })
            .collect(),
    }))
}

pub(crate) fn parse_hash(hash: &str) -> Result<Hash, Error> {
    hash.parse().map_err(|error| Error::Decode(Box::new(error)))
}
