//! Answers, and every version of them: no text is overwritten or lost.

mod earlier_answer;

pub use earlier_answer::{EarlierAnswer, earlier_answer};

use crate::{
    assessment::assessments::OpenDraft,
    core::{
        db::{Error, Tx},
        events,
        values::At,
        versions::{NewVersion, TextKey, VersionRow, VersionTable},
        write_permit::WritePermit,
    },
};
use model::{
    AssessmentId, PersonId, QuestionKey, Timestamp,
    charter::Question,
    core::{
        permit::{Permit, ReadAssessment, ReadWorkings, WriteAssessment},
        saving::{Draft, SaveDecision, Whose},
        versions::Version,
    },
    work::event::EventKind,
};
use std::sync::LazyLock;
use uuid::Uuid;

static VERSIONS: LazyLock<VersionTable> =
    LazyLock::new(|| VersionTable::new("answer_version", &["assessment_id"], "question", &["body"]));

/// Where the versions of an answer are.
fn key(assessment: AssessmentId, question: &QuestionKey) -> TextKey {
    TextKey { ids: vec![assessment.0], name: question.to_string() }
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

/// The current version of an answer, for functions of this crate whose caller holds a permit to edit it.
pub(crate) async fn current(tx: &mut Tx, assessment: Uuid, question: &QuestionKey) -> Result<Option<Version>, Error> {
    let row: Option<VersionRow> = tx
        .query(
            "select a.question as name, a.revision, a.body, a.person_id, p.name as who, a.saved_at, false as aside
             from answer a left join person p on p.id = a.person_id
             where a.assessment_id = $1 and a.question = $2",
        )
        .bind(assessment)
        .bind(question.as_str())
        .optional()
        .await?;
    Ok(row.map(Version::from))
}

/// Whether the current answer was saved by the reader, as in another tab, or by another person.
pub async fn whose(tx: &mut Tx, may: &Permit<ReadAssessment>, question: &QuestionKey) -> Result<Whose, Error> {
    let row: Option<(Option<Uuid>,)> = tx
        .query("select person_id from answer where assessment_id = $1 and question = $2")
        .bind(may.place().assessment.0)
        .bind(question.as_str())
        .optional()
        .await?;
    Ok(Whose::of(row.and_then(|(person,)| person).map(PersonId), may.author().person()))
}

/// Saves an answer. The same text again is not a new version. Returns the current version.
pub async fn save(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    question: &Question,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<Result<i64, NotSaved>, Error> {
    save_in(tx, may.into(), question, draft, now).await
}

/// Does the same as [`save`] in a self-assessment that is being drafted.
pub(crate) async fn save_in(
    tx: &mut Tx,
    place: OpenDraft,
    question: &Question,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<Result<i64, NotSaved>, Error> {
    let new = NewVersion {
        key: key(place.assessment, &question.id),
        written: vec![draft.text],
        author: place.author.person(),
        draft,
        now,
    };
    if let Some(version) = current(tx, place.assessment.0, &question.id).await? {
        if version.text == draft.text {
            return Ok(Ok(version.revision));
        }
        match VERSIONS.decide(tx, &new, version.revision).await? {
            SaveDecision::Save => {}
            SaveDecision::Overtaken => return Ok(Ok(version.revision)),
            SaveDecision::Conflict => return Ok(Err(NotSaved::Conflict(version))),
        }
    }
    let saved = VERSIONS.save(tx, &new).await?;
    tx.query(
        "insert into answer (assessment_id, question, body, revision, person_id, saved_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (assessment_id, question) do update
         set body = excluded.body, revision = excluded.revision, person_id = excluded.person_id, saved_at = excluded.saved_at",
    )
    .bind(place.assessment.0)
    .bind(question.id.as_str())
    .bind(draft.text)
    .bind(saved.revision)
    .bind(place.person())
    .bind(At(now))
    .run()
    .await?;
    if saved.is_new_editing_session {
        let what = EventKind::AnswerSaved { question: question.title.clone() };
        events::record(tx, place.author, place.subject(), &what, now).await?;
    }
    Ok(Ok(saved.revision))
}

/// Keeps a text that came second as a version beside the answer, so that it is in the version history whatever happens.
/// Later texts of the same tab replace that one version, and those of another tab never do. Returns it.
pub async fn set_aside(
    tx: &mut Tx,
    may: &WritePermit<WriteAssessment>,
    question: &QuestionKey,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    let key = key(may.place().assessment, question);
    let new = NewVersion { key, written: vec![draft.text], author: may.author().person(), draft, now };
    VERSIONS.set_aside(tx, &new).await
}

/// Every version of an answer, oldest first.
pub async fn versions(tx: &mut Tx, may: &Permit<ReadWorkings>, question: &QuestionKey) -> Result<Vec<Version>, Error> {
    let rows: Vec<VersionRow> = VERSIONS.all(tx, &key(may.place().assessment, question)).all().await?;
    Ok(rows.into_iter().map(Version::from).collect())
}

/// One version of an answer.
pub async fn version(
    tx: &mut Tx,
    may: &Permit<ReadWorkings>,
    question: &QuestionKey,
    revision: i64,
) -> Result<Option<Version>, Error> {
    let row: Option<VersionRow> = VERSIONS.one(tx, &key(may.place().assessment, question), revision).optional().await?;
    Ok(row.map(Version::from))
}
