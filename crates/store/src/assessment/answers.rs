//! Answers, and every version of them: no text is overwritten or lost.

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
    EditionKey, QuestionKey, Timestamp,
    charter::{Charter, Question},
    core::{
        permit::{Permit, ReadAssessment, WriteAssessment},
        versions::{SITTING, Version},
    },
    work::event::EventKind,
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    revision: i64,
    body: String,
    who: Option<String>,
    saved_at: At,
    aside: bool,
}

impl From<Row> for Version {
    fn from(row: Row) -> Self {
        Self { revision: row.revision, text: row.body, who: row.who, at: row.saved_at.0, aside: row.aside }
    }
}

/// Why a text was not saved as the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSaved {
    /// A newer version exists: this one.
    Conflict(Version),
}

/// The current version of an answer; none if it was never written.
pub async fn read(tx: &mut Tx, may: &Permit<ReadAssessment>, question: &QuestionKey) -> Result<Option<Version>, Error> {
    current(tx, may.place().assessment.0, question).await
}

async fn current(tx: &mut Tx, assessment: Uuid, question: &QuestionKey) -> Result<Option<Version>, Error> {
    let row: Option<Row> = tx
        .query(
            "select a.revision, a.body, p.name as who, a.saved_at, false as aside
             from answer a left join person p on p.id = a.person_id
             where a.assessment_id = $1 and a.question = $2",
        )
        .bind(assessment)
        .bind(question.as_str())
        .optional()
        .await?;
    Ok(row.map(Version::from))
}

/// Saves an answer that was written from the version `base`, 0 if there was none. The same text again is not a new
/// version. Returns the current version.
pub async fn save(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    question: &Question,
    text: &str,
    base: i64,
    now: Timestamp,
) -> Result<Result<i64, NotSaved>, Error> {
    save_in(tx, may.into(), question, text, base, now).await
}

/// Does the same as [`save`] in a self-assessment that is being drafted.
pub(crate) async fn save_in(
    tx: &mut Tx,
    draft: OpenDraft,
    question: &Question,
    text: &str,
    base: i64,
    now: Timestamp,
) -> Result<Result<i64, NotSaved>, Error> {
    let (assessment, key) = (draft.assessment, &question.id);
    let latest = current(tx, assessment.0, key).await?;
    match latest {
        Some(version) if version.text == text => return Ok(Ok(version.revision)),
        Some(version) if version.revision != base => return Ok(Err(NotSaved::Conflict(version))),
        _ => {}
    }
    let is_new_sitting = !continues_sitting(tx, draft, key, now).await?;
    let revision = add_version(tx, draft, key, text, false, now).await?;
    tx.query(
        "insert into answer (assessment_id, question, body, revision, person_id, saved_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (assessment_id, question) do update
         set body = excluded.body, revision = excluded.revision, person_id = excluded.person_id, saved_at = excluded.saved_at",
    )
    .bind(assessment.0)
    .bind(key.as_str())
    .bind(text)
    .bind(revision)
    .bind(draft.person())
    .bind(At(now))
    .run()
    .await?;
    if is_new_sitting {
        let what = EventKind::AnswerSaved { question: question.title.clone() };
        events::record(tx, draft.author, draft.subject(), &what, now).await?;
    }
    Ok(Ok(revision))
}

/// Keeps the text of the second of two editors as a version aside from the answer, so that the version history has it.
/// Later saves of the same editor replace that version. Returns its revision.
pub async fn set_aside(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    question: &QuestionKey,
    text: &str,
    now: Timestamp,
) -> Result<i64, Error> {
    let replaced: Option<(i64,)> = tx
        .query(
            "update answer_version set body = $4, saved_at = $5
             where assessment_id = $1 and question = $2 and person_id = $3 and aside and revision >
                 (select max(revision) from answer_version where assessment_id = $1 and question = $2 and not aside)
             returning revision",
        )
        .bind(may.place().assessment.0)
        .bind(question.as_str())
        .bind(may.author().person().map(|person| person.0))
        .bind(text)
        .bind(At(now))
        .optional()
        .await?;
    match replaced {
        Some((revision,)) => Ok(revision),
        None => add_version(tx, may.into(), question, text, true, now).await,
    }
}

async fn add_version(
    tx: &mut Tx,
    draft: OpenDraft,
    question: &QuestionKey,
    text: &str,
    aside: bool,
    now: Timestamp,
) -> Result<i64, Error> {
    let (revision,): (i64,) = tx
        .query(
            "insert into answer_version (assessment_id, question, revision, body, person_id, saved_at, aside)
             select $1, $2, cast(coalesce(max(revision), 0) + 1 as bigint), $3, $4, $5, $6
             from answer_version where assessment_id = $1 and question = $2
             returning revision",
        )
        .bind(draft.assessment.0)
        .bind(question.as_str())
        .bind(text)
        .bind(draft.person())
        .bind(At(now))
        .bind(aside)
        .one()
        .await?;
    Ok(revision)
}

/// Whether the author has saved this answer within [`SITTING`].
async fn continues_sitting(
    tx: &mut Tx,
    draft: OpenDraft,
    question: &QuestionKey,
    now: Timestamp,
) -> Result<bool, Error> {
    let (count,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from answer_version
             where assessment_id = $1 and question = $2 and person_id = $3 and saved_at > $4 and not aside",
        )
        .bind(draft.assessment.0)
        .bind(question.as_str())
        .bind(draft.person())
        .bind(At(now - SITTING))
        .one()
        .await?;
    Ok(count > 0)
}

/// Every version of an answer, oldest first.
pub async fn versions(
    tx: &mut Tx,
    may: &Permit<ReadAssessment>,
    question: &QuestionKey,
) -> Result<Vec<Version>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select v.revision, v.body, p.name as who, v.saved_at, v.aside
             from answer_version v left join person p on p.id = v.person_id
             where v.assessment_id = $1 and v.question = $2 order by v.revision",
        )
        .bind(may.place().assessment.0)
        .bind(question.as_str())
        .all()
        .await?;
    Ok(rows.into_iter().map(Version::from).collect())
}

/// One version of an answer.
pub async fn version(
    tx: &mut Tx,
    may: &Permit<ReadAssessment>,
    question: &QuestionKey,
    revision: i64,
) -> Result<Option<Version>, Error> {
    let row: Option<Row> = tx
        .query(
            "select v.revision, v.body, p.name as who, v.saved_at, v.aside
             from answer_version v left join person p on p.id = v.person_id
             where v.assessment_id = $1 and v.question = $2 and v.revision = $3",
        )
        .bind(may.place().assessment.0)
        .bind(question.as_str())
        .bind(revision)
        .optional()
        .await?;
    Ok(row.map(Version::from))
}

/// An answer of an earlier stage, shown next to the one that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The edition that it answered.
    pub edition: EditionKey,
    /// The title of its question.
    pub question: String,
    /// Its text.
    pub text: String,
}

/// The earlier answer that a question continues from, in the organisation's other submissions: the first that exists, in
/// the order in which the edition lists them.
pub async fn carried(
    tx: &mut Tx,
    may: &Permit<ReadAssessment>,
    charter: &Charter,
    question: &Question,
) -> Result<Option<Carried>, Error> {
    for source in &question.carries_from {
        let Some((edition, from)) = source.split_once('/') else { continue };
        let row: Option<(String,)> = tx
            .query(
                "select n.body from answer n join assessment a on a.id = n.assessment_id
                 where a.organisation_id = $1 and a.id <> $2 and a.edition = $3 and n.question = $4
                   and a.step = 'submitted' and n.body <> ''
                 order by a.started_at desc limit 1",
            )
            .bind(may.place().organisation.0)
            .bind(may.place().assessment.0)
            .bind(edition)
            .bind(from)
            .optional()
            .await?;
        if let Some((text,)) = row {
            let edition = EditionKey::from(edition);
            let asked = charter.edition(&edition).and_then(|edition| edition.question(&QuestionKey::from(from)));
            let question = asked.map_or_else(String::new, |question| question.title.clone());
            return Ok(Some(Carried { edition, question, text }));
        }
    }
    Ok(None)
}
