//! What an organisation writes about feedback, and every version of it: no text is overwritten or lost.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    AssessmentId, FeedbackId, PersonId, Timestamp,
    assessment::advice::AdviceOutcome,
    core::{
        saving::{Draft, Newer, SaveDecision, Tab, Whose, decide},
        versions::{EDITING_SESSION, Version},
    },
    peer_review::feedback::text::{FeedbackField, FeedbackText},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The current version of a text about feedback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFeedbackText {
    /// The text, with the outcome of an advice.
    pub text: FeedbackText,
    /// The number of the version.
    pub revision: i64,
    /// Who saved it.
    pub person: Option<PersonId>,
    /// Their name.
    pub who: Option<String>,
    /// When it was saved.
    pub at: Timestamp,
}

/// Where a text is: the self-assessment with which it is written, the feedback that it is about, and the field.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextPlace<'f> {
    pub(super) assessment: AssessmentId,
    pub(super) feedback: FeedbackId,
    pub(super) field: &'f FeedbackField,
}

/// A text that is to be saved, by whom and from which version.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewText<'t> {
    pub(super) author: Option<PersonId>,
    pub(super) text: &'t FeedbackText,
    pub(super) draft: &'t Draft<'t>,
}

/// A text that is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SavedVersion {
    /// The number of the current version.
    pub(super) revision: i64,
    /// Whether it begins an editing session, which has one event.
    pub(super) is_new_editing_session: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    field: String,
    revision: i64,
    outcome: String,
    body: String,
    person_id: Option<Uuid>,
    who: Option<String>,
    saved_at: At,
}

/// The current texts about feedback that are written with a self-assessment, by the key of their field.
pub(super) async fn current(
    tx: &mut Tx,
    assessment: AssessmentId,
    feedback: FeedbackId,
) -> Result<BTreeMap<String, SavedFeedbackText>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select v.field, v.revision, v.outcome, v.body, v.person_id, p.name as who, v.saved_at
             from feedback_text v left join person p on p.id = v.person_id
             where v.assessment_id = $1 and v.feedback_id = $2 and not v.aside and v.revision = (
                 select max(n.revision) from feedback_text n
                 where n.assessment_id = v.assessment_id and n.feedback_id = v.feedback_id and n.field = v.field and not n.aside)",
        )
        .bind(assessment.0)
        .bind(feedback.0)
        .all()
        .await?;
    let saved = |row: Row| {
        let text = FeedbackText { outcome: AdviceOutcome::parse(&row.outcome), text: row.body };
        let person = row.person_id.map(PersonId);
        (row.field, SavedFeedbackText { text, revision: row.revision, person, who: row.who, at: row.saved_at.0 })
    };
    Ok(rows.into_iter().map(saved).collect())
}

/// One version of a text.
pub(super) async fn version(tx: &mut Tx, place: TextPlace<'_>, revision: i64) -> Result<Option<FeedbackText>, Error> {
    let row: Option<(String, String)> = tx
        .query(
            "select outcome, body from feedback_text
             where assessment_id = $1 and feedback_id = $2 and field = $3 and revision = $4",
        )
        .bind(place.assessment.0)
        .bind(place.feedback.0)
        .bind(place.field.key())
        .bind(revision)
        .optional()
        .await?;
    Ok(row.map(|(outcome, text)| FeedbackText { outcome: AdviceOutcome::parse(&outcome), text }))
}

/// Every version of a text, oldest first. That of an advice begins with its outcome.
pub(super) async fn versions(tx: &mut Tx, place: TextPlace<'_>) -> Result<Vec<Version>, Error> {
    let rows: Vec<(i64, String, String, Option<String>, At, bool)> = tx
        .query(
            "select v.revision, v.outcome, v.body, p.name, v.saved_at, v.aside
             from feedback_text v left join person p on p.id = v.person_id
             where v.assessment_id = $1 and v.feedback_id = $2 and v.field = $3 order by v.revision",
        )
        .bind(place.assessment.0)
        .bind(place.feedback.0)
        .bind(place.field.key())
        .all()
        .await?;
    let version = |(revision, outcome, text, who, At(at), set_aside): (i64, String, String, _, _, bool)| Version {
        revision,
        text: FeedbackText { outcome: AdviceOutcome::parse(&outcome), text }.in_words(),
        who,
        at,
        set_aside,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Saves a text as a new version, unless it is the same as the current one. Returns the current version if a newer one exists.
pub(super) async fn save(
    tx: &mut Tx,
    place: TextPlace<'_>,
    new: NewText<'_>,
    now: Timestamp,
) -> Result<Result<SavedVersion, SavedFeedbackText>, Error> {
    let unchanged = |revision| Ok(Ok(SavedVersion { revision, is_new_editing_session: false }));
    let current = current(tx, place.assessment, place.feedback).await?.remove(&place.field.key());
    if current.is_none() && new.text.is_blank() {
        return unchanged(0);
    }
    if let Some(current) = current {
        if current.text == *new.text {
            return unchanged(current.revision);
        }
        match decide(new.draft, &newer(tx, place, new).await?) {
            SaveDecision::Save if current.revision >= new.draft.base => {}
            SaveDecision::Overtaken => return unchanged(current.revision),
            SaveDecision::Save | SaveDecision::Conflict => return Ok(Err(current)),
        }
    }
    let is_new_editing_session = !continues_editing_session(tx, place, new.author, now).await?;
    let revision = add_version(tx, place, new, false, now).await?;
    Ok(Ok(SavedVersion { revision, is_new_editing_session }))
}

/// Keeps a text that came second as a version that is set aside. Later texts of a tab replace its own only. Returns its number.
pub(super) async fn set_aside(
    tx: &mut Tx,
    place: TextPlace<'_>,
    new: NewText<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    let known: Option<(i64,)> = tx
        .query(
            "update feedback_text set body = $5, outcome = $6, saved_at = $7, step = $9
             where assessment_id = $1 and feedback_id = $2 and field = $3 and person_id = $4 and aside
                 and ((cast($8 as text) is null and tab is null and body = $5 and outcome = $6) or (tab = $8 and step <= $9))
             returning revision",
        )
        .bind(place.assessment.0)
        .bind(place.feedback.0)
        .bind(place.field.key())
        .bind(new.author.map(|person| person.0))
        .bind(&new.text.text)
        .bind(outcome(new.text))
        .bind(At(now))
        .bind(new.draft.tab.map(|tab| tab.name.as_str()))
        .bind(new.draft.tab.map(|tab| tab.step))
        .optional()
        .await?;
    match known {
        Some((revision,)) => Ok(revision),
        None => add_version(tx, place, new, true, now).await,
    }
}

fn outcome(text: &FeedbackText) -> &'static str {
    text.outcome.map_or("", AdviceOutcome::as_str)
}

/// The versions after the one that a text was written from.
async fn newer(tx: &mut Tx, place: TextPlace<'_>, new: NewText<'_>) -> Result<Vec<Newer>, Error> {
    let rows: Vec<(Option<Uuid>, Option<String>, Option<i64>)> = tx
        .query(
            "select person_id, tab, step from feedback_text
             where assessment_id = $1 and feedback_id = $2 and field = $3 and revision > $4 and not aside order by revision",
        )
        .bind(place.assessment.0)
        .bind(place.feedback.0)
        .bind(place.field.key())
        .bind(new.draft.base)
        .all()
        .await?;
    let newer = |(person, name, step): (Option<Uuid>, Option<String>, Option<i64>)| Newer {
        is_mine: Whose::of(person.map(PersonId), new.author).is_own(),
        tab: name.zip(step).map(|(name, step)| Tab { name, step }),
    };
    Ok(rows.into_iter().map(newer).collect())
}

async fn add_version(
    tx: &mut Tx,
    place: TextPlace<'_>,
    new: NewText<'_>,
    aside: bool,
    now: Timestamp,
) -> Result<i64, Error> {
    let (revision,): (i64,) = tx
        .query(
            "insert into feedback_text (assessment_id, feedback_id, field, revision, outcome, body, person_id, saved_at, aside, tab, step)
             select $1, $2, $3, cast(coalesce(max(revision), 0) + 1 as bigint), $4, $5, $6, $7, $8, $9, $10
             from feedback_text where assessment_id = $1 and feedback_id = $2 and field = $3
             returning revision",
        )
        .bind(place.assessment.0)
        .bind(place.feedback.0)
        .bind(place.field.key())
        .bind(outcome(new.text))
        .bind(&new.text.text)
        .bind(new.author.map(|person| person.0))
        .bind(At(now))
        .bind(aside)
        .bind(new.draft.tab.map(|tab| tab.name.as_str()))
        .bind(new.draft.tab.map(|tab| tab.step))
        .one()
        .await?;
    Ok(revision)
}

/// Whether the author has saved this text within [`EDITING_SESSION`].
async fn continues_editing_session(
    tx: &mut Tx,
    place: TextPlace<'_>,
    author: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, Error> {
    let (count,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from feedback_text
             where assessment_id = $1 and feedback_id = $2 and field = $3 and person_id = $4 and saved_at > $5 and not aside",
        )
        .bind(place.assessment.0)
        .bind(place.feedback.0)
        .bind(place.field.key())
        .bind(author.map(|person| person.0))
        .bind(At(now - EDITING_SESSION))
        .one()
        .await?;
    Ok(count > 0)
}
