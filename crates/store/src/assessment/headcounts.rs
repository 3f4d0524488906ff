//! Headcounts in exact figures, for the organisation, the secretariat and the board only.

use crate::{
    assessment::assessments::OpenDraft,
    core::{
        db::{Error, Tx},
        events,
        values::At,
        write_permit::WritePermit,
    },
};
use model::{
    Timestamp,
    assessment::headcount::Headcount,
    core::permit::{Permit, ReadWorkings, WriteAssessment},
    work::event::EventKind,
};
use sqlx::types::Json;
use uuid::Uuid;

/// A saved headcount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedHeadcount {
    /// The table.
    pub people: Headcount,
    /// The number of this revision, from 1.
    pub revision: i64,
    /// Who saved it, where that is known.
    pub who: Option<String>,
    /// When it was saved.
    pub at: Timestamp,
}

/// Why a headcount was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSaved {
    /// A newer version exists: this one.
    Conflict(Box<SavedHeadcount>),
}

/// The headcount; none if it was not entered.
pub async fn read(tx: &mut Tx, may: &Permit<ReadWorkings>) -> Result<Option<SavedHeadcount>, Error> {
    current(tx, may.place().assessment.0).await
}

/// The headcount, for functions of this crate whose caller holds a permit to edit it.
pub(crate) async fn current(tx: &mut Tx, assessment: Uuid) -> Result<Option<SavedHeadcount>, Error> {
    let row: Option<(Json<Headcount>, i64, Option<String>, At)> = tx
        .query(
            "select h.people, h.revision, p.name, h.saved_at from headcount h left join person p on p.id = h.person_id
             where h.assessment_id = $1",
        )
        .bind(assessment)
        .optional()
        .await?;
    Ok(row.map(|(Json(people), revision, who, at)| SavedHeadcount { people, revision, who, at: at.0 }))
}

/// Saves a headcount that was made from the revision `base`, 0 if there was none. The same table again changes nothing.
/// Returns the current revision.
pub async fn save(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    people: &Headcount,
    base: i64,
    now: Timestamp,
) -> Result<Result<i64, NotSaved>, Error> {
    save_in(tx, may.into(), people, base, now).await
}

/// Does the same as [`save`] in a self-assessment that is being drafted.
pub(crate) async fn save_in(
    tx: &mut Tx,
    draft: OpenDraft,
    people: &Headcount,
    base: i64,
    now: Timestamp,
) -> Result<Result<i64, NotSaved>, Error> {
    let assessment = draft.assessment;
    let revision = match current(tx, assessment.0).await? {
        Some(kept) if kept.people == *people => return Ok(Ok(kept.revision)),
        Some(kept) if kept.revision != base => return Ok(Err(NotSaved::Conflict(Box::new(kept)))),
        kept => kept.map_or(0, |kept| kept.revision) + 1,
    };
    tx.query(
        "insert into headcount (assessment_id, people, revision, person_id, saved_at) values ($1, $2, $3, $4, $5)
         on conflict (assessment_id) do update
         set people = excluded.people, revision = excluded.revision, person_id = excluded.person_id, saved_at = excluded.saved_at",
    )
    .bind(assessment.0)
    .bind(Json(people))
    .bind(revision)
    .bind(draft.person())
    .bind(At(now))
    .run()
    .await?;
    events::record(tx, draft.author, draft.subject(), &EventKind::HeadcountSaved { people: Some(people.sum()) }, now)
        .await?;
    Ok(Ok(revision))
}
