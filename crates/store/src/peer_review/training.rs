//! The training of reviewers: what each did in the current edition of the course.
//!
//! A reviewer reads and writes their own rows alone: the person of each statement is the author of the permit. What the secretariat reads is
//! in [`progress`], and has no answers.

mod practice;
pub mod progress;

pub use practice::{PracticeNotSaved, SavedPractice, compare, practice, save_practice};

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::At,
    write_permit::WritePermit,
};
use model::{
    ChoiceKey, CourseEditionKey, Timestamp,
    charter::course::QuizQuestion,
    core::permit::{DownloadCertificate, Permission, Permit, TakeTraining},
    peer_review::{
        event::ReviewerEvent,
        training::{NotYet, Training, TrainingRecord, is_answered},
    },
};
use sqlx::types::Json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A course that a person completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Their name.
    pub name: String,
    /// The edition of the course.
    pub edition: CourseEditionKey,
    /// When they completed it.
    pub completed: Timestamp,
}

fn person<P: Permission>(may: &Permit<P>) -> Option<Uuid> {
    may.author().person().map(|person| person.0)
}

/// What the reviewer who asks did in this edition.
pub async fn record(tx: &mut Tx, may: &Permit<TakeTraining>, training: &Training<'_>) -> Result<TrainingRecord, Error> {
    let (person, edition) = (person(may), training.course.edition.as_str());
    let pages: Vec<(String,)> = tx
        .query("select page from training_page where person_id = $1 and edition = $2")
        .bind(person)
        .bind(edition)
        .all()
        .await?;
    let answers: Vec<(String, Json<BTreeSet<ChoiceKey>>)> = tx
        .query("select question, choices from training_answer where person_id = $1 and edition = $2")
        .bind(person)
        .bind(edition)
        .all()
        .await?;
    let completed: Option<(At,)> = tx
        .query("select completed_at from completed_training where person_id = $1 and edition = $2")
        .bind(person)
        .bind(edition)
        .optional()
        .await?;
    Ok(TrainingRecord {
        pages: pages.iter().map(|(page,)| page.as_str().into()).collect(),
        answers: answers.into_iter().map(|(question, Json(choices))| (question.as_str().into(), choices)).collect(),
        practice: practice(tx, may, training).await?.practice,
        completed: completed.map(|(At(at),)| at),
    })
}

/// Records that the reviewer has read a page. Returns false if the course has no such page.
pub async fn read_page(
    tx: &mut Tx,
    may: &WritePermit<TakeTraining>,
    training: &Training<'_>,
    page: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(page) = training.course.page(page) else { return Ok(false) };
    tx.query(
        "insert into training_page (person_id, edition, page, read_at) values ($1, $2, $3, $4)
         on conflict (person_id, edition, page) do nothing",
    )
    .bind(person(may))
    .bind(training.course.edition.as_str())
    .bind(page.id.as_str())
    .bind(At(now))
    .run()
    .await?;
    Ok(true)
}

/// Records the answer to a question, and returns whether it is right. A right answer is kept, whatever is answered later.
pub async fn answer(
    tx: &mut Tx,
    may: &WritePermit<TakeTraining>,
    training: &Training<'_>,
    (question, choices): (&QuizQuestion, &BTreeSet<ChoiceKey>),
    now: Timestamp,
) -> Result<Result<bool, NotYet>, Error> {
    let before = record(tx, may, training).await?;
    if let Err(refused) = training.quiz(&before) {
        return Ok(Err(refused));
    }
    if is_answered(question, &before) {
        return Ok(Ok(true));
    }
    tx.query(
        "insert into training_answer (person_id, edition, question, choices, answered_at) values ($1, $2, $3, $4, $5)
         on conflict (person_id, edition, question) do update
         set choices = excluded.choices, answered_at = excluded.answered_at",
    )
    .bind(person(may))
    .bind(training.course.edition.as_str())
    .bind(question.id.as_str())
    .bind(Json(choices))
    .bind(At(now))
    .run()
    .await?;
    Ok(Ok(question.is_right(choices)))
}

/// Completes the course, if everything before is done. It is recorded once.
pub async fn complete(
    tx: &mut Tx,
    may: &WritePermit<TakeTraining>,
    training: &Training<'_>,
    now: Timestamp,
) -> Result<Result<(), NotYet>, Error> {
    let before = record(tx, may, training).await?;
    if let Err(refused) = training.complete(&before) {
        return Ok(Err(refused));
    }
    if before.completed.is_some() {
        return Ok(Ok(()));
    }
    let course = training.course;
    tx.query("insert into completed_training (person_id, edition, completed_at) values ($1, $2, $3)")
        .bind(person(may))
        .bind(course.edition.as_str())
        .bind(At(now))
        .run()
        .await?;
    let what = ReviewerEvent::TrainingCompleted { course: course.title.clone(), edition: course.edition.to_string() };
    events::record(tx, may.author(), Subject::default(), &what.into(), now).await?;
    Ok(Ok(()))
}

/// The course that the person who asks completed last, of whatever edition.
pub async fn certificate(tx: &mut Tx, may: &Permit<DownloadCertificate>) -> Result<Option<Certificate>, Error> {
    let row: Option<(String, String, At)> = tx
        .query(
            "select p.name, t.edition, t.completed_at from completed_training t join person p on p.id = t.person_id
             where t.person_id = $1 order by t.completed_at desc, t.edition desc limit 1",
        )
        .bind(person(may))
        .optional()
        .await?;
    let certificate = |(name, edition, At(completed)): (String, String, At)| Certificate {
        name,
        edition: edition.as_str().into(),
        completed,
    };
    Ok(row.map(certificate))
}
