//! Imports of documents: the items found in them are kept until a person has selected those that are right.

mod acceptance;
mod entry;
mod known;
pub mod past_submissions;

pub use acceptance::apply;
pub use known::known;

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::At,
    write_permit::WritePermit,
};
use model::{
    AssessmentId, ImportId, OrganisationId, Timestamp,
    core::permit::{
        AcceptImport, AddImport, AtCharter, AtImport, AtImports, ListImports, Permission, Permit, ReadRegister,
    },
    plan::evidence::EvidenceFile,
    work::event::EventKind,
};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

/// An imported document.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its identity.
    pub id: ImportId,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// When it was read.
    pub at: Timestamp,
    /// The files that were kept, so that they can be published.
    pub kept: Vec<EvidenceFile>,
    /// Whether it was applied or discarded; none until then.
    pub decision: Option<ImportDecision>,
}

/// The decision about an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportDecision {
    /// It was applied, as this self-assessment.
    Applied(AssessmentId),
    /// It was discarded.
    Discarded,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    file: String,
    sha256: String,
    created_at: At,
    files: Option<Json<Vec<EvidenceFile>>>,
    assessment_id: Option<Uuid>,
    discarded: bool,
}

/// A document with what was read from it.
#[derive(sqlx::FromRow)]
struct ReadRow {
    #[sqlx(flatten)]
    row: Row,
    reading: Json<Value>,
}

impl Row {
    fn import(self) -> Import {
        let decision = match (self.assessment_id, self.discarded) {
            (Some(assessment), _) => Some(ImportDecision::Applied(AssessmentId(assessment))),
            (None, true) => Some(ImportDecision::Discarded),
            (None, false) => None,
        };
        Import {
            id: ImportId(self.id),
            file: self.file,
            sha256: self.sha256,
            at: self.created_at.0,
            kept: self.files.map(|Json(files)| files).unwrap_or_default(),
            decision,
        }
    }
}

/// A document to import, and what was read from it.
#[derive(Debug, Clone, Copy)]
pub struct NewImport<'n> {
    /// The file's name, or the names of several.
    pub file: &'n str,
    /// SHA-256 of their contents.
    pub sha256: &'n str,
    /// What was found.
    pub reading: &'n Value,
    /// The files, as the preview shows them.
    pub original: &'n Value,
    /// The files that are kept, so that they can be published with a submission made outside Assay.
    pub kept: &'n [EvidenceFile],
}

/// Keeps the items found in a document until they are applied or discarded. The same file is not kept twice until
/// then.
pub async fn keep(
    tx: &mut Tx,
    may: &WritePermit<AddImport>,
    NewImport { file, sha256, reading, original, kept }: NewImport<'_>,
    now: Timestamp,
) -> Result<ImportId, Error> {
    let organisation = may.place().organisation;
    let waiting: Option<(Uuid,)> = tx
        .query(
            "select id from import where organisation_id = $1 and sha256 = $2 and assessment_id is null and not discarded",
        )
        .bind(organisation.0)
        .bind(sha256)
        .optional()
        .await?;
    if let Some((id,)) = waiting {
        if !kept.is_empty() {
            let keep = "update import set files = $2 where id = $1 and not exists (
                 select 1 from past_submission s where s.import_id = $1 and s.outcome is null)";
            tx.query(keep).bind(id).bind(Json(kept)).run().await?;
        }
        return Ok(ImportId(id));
    }
    let id = ImportId(ids::new(now));
    tx.query(
        "insert into import (id, organisation_id, file, sha256, reading, original, person_id, created_at, files)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(file)
    .bind(sha256)
    .bind(Json(reading))
    .bind(Json(original))
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .bind((!kept.is_empty()).then_some(Json(kept)))
    .run()
    .await?;
    let what = EventKind::DocumentRead { file: file.to_owned() };
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    Ok(id)
}

/// The self-assessment that the same file was applied as before, if it was.
pub async fn accepted_before<P>(tx: &mut Tx, may: &Permit<P>, sha256: &str) -> Result<Option<AssessmentId>, Error>
where
    P: Permission<Place = AtImports>,
{
    applied_as(tx, may.place().organisation, sha256).await
}

/// The self-assessment that the same file was applied as for this organisation, if it was.
async fn applied_as(tx: &mut Tx, organisation: OrganisationId, sha256: &str) -> Result<Option<AssessmentId>, Error> {
    let found: Option<(Uuid,)> = tx
        .query(
            "select assessment_id from import where organisation_id = $1 and sha256 = $2 and assessment_id is not null",
        )
        .bind(organisation.0)
        .bind(sha256)
        .optional()
        .await?;
    Ok(found.map(|(id,)| AssessmentId(id)))
}

/// Whether the same file was applied for any organisation: many are imported at once, and some were before.
pub async fn applied_anywhere(tx: &mut Tx, may: &Permit<ReadRegister>, sha256: &str) -> Result<bool, Error> {
    let AtCharter = may.place();
    let (count,): (i64,) = tx
        .query("select cast(count(*) as bigint) from import where sha256 = $1 and assessment_id is not null")
        .bind(sha256)
        .one()
        .await?;
    Ok(count > 0)
}

/// The imports of an organisation, newest first.
pub async fn list(tx: &mut Tx, may: &Permit<ListImports>) -> Result<Vec<Import>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select id, file, sha256, created_at, files, assessment_id, discarded from import
             where organisation_id = $1 order by id desc limit 100",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(Row::import).collect())
}

/// A document and what was read from it.
pub async fn read<P>(tx: &mut Tx, may: &Permit<P>) -> Result<(Import, Value), Error>
where
    P: Permission<Place = AtImport>,
{
    let place = may.place();
    let ReadRow { row, reading: Json(reading) } = tx
        .query(
            "select id, file, sha256, created_at, files, assessment_id, discarded, reading from import
             where id = $1 and organisation_id = $2",
        )
        .bind(place.import.0)
        .bind(place.organisation.0)
        .one()
        .await?;
    Ok((row.import(), reading))
}

/// The files of a document, as the preview shows them; none if it was imported before they were kept.
pub async fn original<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Option<Value>, Error>
where
    P: Permission<Place = AtImport>,
{
    let (original,): (Option<Json<Value>>,) = tx
        .query("select original from import where id = $1 and organisation_id = $2")
        .bind(may.place().import.0)
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(original.map(|Json(original)| original))
}

/// Discards an import. False, and nothing is changed, if it was applied or discarded already.
pub async fn discard(tx: &mut Tx, may: &WritePermit<AcceptImport>, now: Timestamp) -> Result<bool, Error> {
    let place = may.place();
    let discarded: Option<(String,)> = tx
        .query(
            "update import set discarded = true, decided_at = $3, person_id = $4
             where id = $1 and organisation_id = $2 and not discarded and assessment_id is null returning file",
        )
        .bind(place.import.0)
        .bind(place.organisation.0)
        .bind(At(now))
        .bind(may.author().person().map(|person| person.0))
        .optional()
        .await?;
    let Some((file,)) = discarded else { return Ok(false) };
    let subject = Subject::organisation(place.organisation);
    events::record(tx, may.author(), subject, &EventKind::DocumentRefused { file }, now).await?;
    Ok(true)
}
