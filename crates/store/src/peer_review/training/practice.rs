//! The practice feedback of a reviewer, saved while it is typed.

use super::{person, record};
use crate::core::{
    db::{Error, Tx},
    values::At,
    versions::newer,
    write_permit::WritePermit,
};
use model::{
    Timestamp,
    core::{
        permit::{Permit, TakeTraining},
        saving::{Draft, Newer, SaveDecision, decide},
    },
    peer_review::training::{NotYet, Practice, PracticeFeedback, Training},
};
use sqlx::types::Json;

/// Practice feedback as it is saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SavedPractice {
    /// The feedback.
    pub practice: Practice,
    /// Its revision; 0 if none is saved.
    pub revision: i64,
    /// When it was saved, if it is.
    pub saved: Option<Timestamp>,
}

/// Why practice feedback was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PracticeNotSaved {
    /// It cannot be written now.
    Refused(NotYet),
    /// The reviewer saved this in another tab since the page was opened.
    Conflict(SavedPractice),
}

/// The practice feedback of the reviewer who asks.
pub async fn practice(
    tx: &mut Tx,
    may: &Permit<TakeTraining>,
    training: &Training<'_>,
) -> Result<SavedPractice, Error> {
    let row: Option<(Json<PracticeFeedback>, i64, At, Option<At>)> = tx
        .query(
            "select feedback, revision, saved_at, compared_at from practice_feedback where person_id = $1 and edition = $2",
        )
        .bind(person(may))
        .bind(training.course.edition.as_str())
        .optional()
        .await?;
    let Some((Json(feedback), revision, At(saved), compared)) = row else { return Ok(SavedPractice::default()) };
    let practice = match compared {
        Some(At(at)) => Practice::Compared { feedback, at },
        None => Practice::Writing(feedback),
    };
    Ok(SavedPractice { practice, revision, saved: Some(saved) })
}

/// Saves practice feedback that was written from the revision of `draft`, and returns its revision. Later text of the same tab is not
/// overwritten by an earlier request that arrives late.
pub async fn save_practice(
    tx: &mut Tx,
    may: &WritePermit<TakeTraining>,
    training: &Training<'_>,
    (feedback, draft): (&PracticeFeedback, &Draft<'_>),
    now: Timestamp,
) -> Result<Result<i64, PracticeNotSaved>, Error> {
    let before = record(tx, may, training).await?;
    if let Err(refused) = training.write(&before) {
        return Ok(Err(PracticeNotSaved::Refused(refused)));
    }
    let saved = practice(tx, may, training).await?;
    if before.practice.feedback() == feedback && saved.revision > 0 {
        return Ok(Ok(saved.revision));
    }
    let newer = if saved.revision > draft.base { last_saved(tx, may, training).await? } else { Vec::new() };
    match decide(draft, saved.revision, &newer) {
        SaveDecision::Save => {}
        SaveDecision::Overtaken => return Ok(Ok(saved.revision)),
        SaveDecision::Conflict => return Ok(Err(PracticeNotSaved::Conflict(saved))),
    }
    tx.query(
        "insert into practice_feedback (person_id, edition, feedback, revision, tab, step, saved_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (person_id, edition) do update set feedback = excluded.feedback, revision = excluded.revision,
             tab = excluded.tab, step = excluded.step, saved_at = excluded.saved_at",
    )
    .bind(person(may))
    .bind(training.course.edition.as_str())
    .bind(Json(feedback))
    .bind(saved.revision + 1)
    .bind(draft.tab.map(|tab| tab.name.as_str()))
    .bind(draft.tab.map(|tab| tab.step))
    .bind(At(now))
    .run()
    .await?;
    Ok(Ok(saved.revision + 1))
}

/// The tab that saved the current revision. Only its own author ever saves it.
async fn last_saved(
    tx: &mut Tx,
    may: &WritePermit<TakeTraining>,
    training: &Training<'_>,
) -> Result<Vec<Newer>, Error> {
    let query = tx
        .query("select person_id, tab, step from practice_feedback where person_id = $1 and edition = $2")
        .bind(person(may))
        .bind(training.course.edition.as_str());
    newer(query, may.author().person()).await
}

/// Opens the model beside the practice feedback, which does not change any more.
pub async fn compare(
    tx: &mut Tx,
    may: &WritePermit<TakeTraining>,
    training: &Training<'_>,
    now: Timestamp,
) -> Result<Result<(), NotYet>, Error> {
    if let Err(refused) = training.compare(&record(tx, may, training).await?) {
        return Ok(Err(refused));
    }
    tx.query(
        "update practice_feedback set compared_at = $3 where person_id = $1 and edition = $2 and compared_at is null",
    )
    .bind(person(may))
    .bind(training.course.edition.as_str())
    .bind(At(now))
    .run()
    .await?;
    Ok(Ok(()))
}
