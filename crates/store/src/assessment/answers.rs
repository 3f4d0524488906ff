//! Answers, and every version of them: no text is overwritten or lost.

mod aside;
mod earlier_answer;

pub use aside::set_aside;
pub use earlier_answer::{EarlierAnswer, earlier_answer};

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
    PersonId, QuestionKey, Timestamp,
    charter::Question,
    core::{
        permit::{Permit, ReadAssessment, ReadWorkings, WriteAssessment},
        saving::{Draft, Newer, SaveDecision, Tab, Whose, decide},
        versions::{EDITING_SESSION, Version},
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
        Self { revision: row.revision, text: row.body, who: row.who, at: row.saved_at.0, set_aside: row.aside }
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

/// The current version of an answer, for functions of this crate whose caller holds a permit to edit it.
pub(crate) async fn current(tx: &mut Tx, assessment: Uuid, question: &QuestionKey) -> Result<Option<Version>, Error> {
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
    let (assessment, key) = (place.assessment, &question.id);
    let (current, is_new_editing_session) = match current_to_save(tx, place, key, now).await? {
        Some((version, continues)) => (Some(version), !continues),
        None => (None, true),
    };
    if let Some(version) = current {
        if version.text == draft.text {
            return Ok(Ok(version.revision));
        }
        // The current answer is the newest version: nothing is newer than a draft of it.
        let newer = if version.revision == draft.base { Vec::new() } else { newer(tx, place, key, draft.base).await? };
        match decide(draft, &newer) {
            SaveDecision::Save if version.revision >= draft.base => {}
            SaveDecision::Overtaken => return Ok(Ok(version.revision)),
            SaveDecision::Save | SaveDecision::Conflict => return Ok(Err(NotSaved::Conflict(version))),
        }
    }
    let revision = add_version(tx, place, key, draft, false, now).await?;
    tx.query(
        "insert into answer (assessment_id, question, body, revision, person_id, saved_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (assessment_id, question) do update
         set body = excluded.body, revision = excluded.revision, person_id = excluded.person_id, saved_at = excluded.saved_at",
    )
    .bind(assessment.0)
    .bind(key.as_str())
    .bind(draft.text)
    .bind(revision)
    .bind(place.person())
    .bind(At(now))
    .run()
    .await?;
    if is_new_editing_session {
        let what = EventKind::AnswerSaved { question: question.title.clone() };
        events::record(tx, place.author, place.subject(), &what, now).await?;
    }
    Ok(Ok(revision))
}

/// The versions of the answer after `base`, for the author of a draft.
async fn newer(tx: &mut Tx, place: OpenDraft, question: &QuestionKey, base: i64) -> Result<Vec<Newer>, Error> {
    let rows: Vec<(Option<Uuid>, Option<String>, Option<i64>)> = tx
        .query(
            "select person_id, tab, step from answer_version
             where assessment_id = $1 and question = $2 and revision > $3 and not aside order by revision",
        )
        .bind(place.assessment.0)
        .bind(question.as_str())
        .bind(base)
        .all()
        .await?;
    let newer = |(person, name, step): (Option<Uuid>, Option<String>, Option<i64>)| Newer {
        is_mine: Whose::of(person.map(PersonId), place.author.person()).is_own(),
        tab: name.zip(step).map(|(name, step)| Tab { name, step }),
    };
    Ok(rows.into_iter().map(newer).collect())
}

async fn add_version(
    tx: &mut Tx,
    place: OpenDraft,
    question: &QuestionKey,
    draft: &Draft<'_>,
    aside: bool,
    now: Timestamp,
) -> Result<i64, Error> {
    let (revision,): (i64,) = tx
        .query(
            "insert into answer_version (assessment_id, question, revision, body, person_id, saved_at, aside, tab, step)
             select $1, $2, cast(coalesce(max(revision), 0) + 1 as bigint), $3, $4, $5, $6, $7, $8
             from answer_version where assessment_id = $1 and question = $2
             returning revision",
        )
        .bind(place.assessment.0)
        .bind(question.as_str())
        .bind(draft.text)
        .bind(place.person())
        .bind(At(now))
        .bind(aside)
        .bind(draft.tab.map(|tab| tab.name.as_str()))
        .bind(draft.tab.map(|tab| tab.step))
        .one()
        .await?;
    Ok(revision)
}

/// The current version, and whether the author has saved this answer within [`EDITING_SESSION`]; none if it was never written.
async fn current_to_save(
    tx: &mut Tx,
    place: OpenDraft,
    question: &QuestionKey,
    now: Timestamp,
) -> Result<Option<(Version, bool)>, Error> {
    #[derive(sqlx::FromRow)]
    struct Saved {
        #[sqlx(flatten)]
        version: Row,
        continues: bool,
    }
    let row: Option<Saved> = tx
        .query(
            "select a.revision, a.body, p.name as who, a.saved_at, false as aside,
                 exists (select 1 from answer_version v where v.assessment_id = a.assessment_id and v.question = a.question
                     and v.person_id = $3 and v.saved_at > $4 and not v.aside) as continues
             from answer a left join person p on p.id = a.person_id
             where a.assessment_id = $1 and a.question = $2",
        )
        .bind(place.assessment.0)
        .bind(question.as_str())
        .bind(place.person())
        .bind(At(now - EDITING_SESSION))
        .optional()
        .await?;
    Ok(row.map(|saved| (saved.version.into(), saved.continues)))
}

/// Every version of an answer, oldest first.
pub async fn versions(tx: &mut Tx, may: &Permit<ReadWorkings>, question: &QuestionKey) -> Result<Vec<Version>, Error> {
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
    may: &Permit<ReadWorkings>,
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
