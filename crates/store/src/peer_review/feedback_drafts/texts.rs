//! The texts of a shared draft, and every version of them: no text is overwritten or lost. A change ends the agreements to the version before.

use super::{agreement, id};
use crate::{
    core::{
        db::{Error, Tx},
        values::At,
        write_permit::WritePermit,
    },
    peer_review::about::record,
};
use model::{
    PersonId, Timestamp,
    charter::criterion::Criterion,
    core::{
        permit::{AtReview, Permit, ReadFeedbackDraft, WriteFeedbackDraft},
        saving::{Draft, Newer, SaveDecision, Tab, Whose, decide},
        versions::{EDITING_SESSION, Version},
    },
    peer_review::{event::RoundEvent, feedback::draft::DraftField},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The current text of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedText {
    /// The text.
    pub text: String,
    /// The number of the version.
    pub revision: i64,
    /// Who saved it; none for the text that the draft began with, or if the account is deleted.
    pub person: Option<PersonId>,
    /// Their name.
    pub who: Option<String>,
    /// When it was saved.
    pub at: Timestamp,
}

/// Why a text was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftNotSaved {
    /// A newer version exists: this one.
    Conflict(SavedText),
}

#[derive(sqlx::FromRow)]
struct Row {
    field: String,
    revision: i64,
    body: String,
    person_id: Option<Uuid>,
    who: Option<String>,
    saved_at: At,
    aside: bool,
}

impl Row {
    fn saved(self) -> SavedText {
        let person = self.person_id.map(PersonId);
        SavedText { text: self.body, revision: self.revision, person, who: self.who, at: self.saved_at.0 }
    }
    fn version(self) -> Version {
        Version { revision: self.revision, text: self.body, who: self.who, at: self.saved_at.0, set_aside: self.aside }
    }
}

/// The current texts, by the key of their field.
pub(super) async fn current(tx: &mut Tx, at: AtReview) -> Result<BTreeMap<String, SavedText>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select v.field, v.revision, v.body, v.person_id, p.name as who, v.saved_at, v.aside
             from feedback_draft_version v left join person p on p.id = v.person_id
             where v.panel_id = $1 and v.assessment_id = $2 and not v.aside and v.revision = (
                 select max(n.revision) from feedback_draft_version n
                 where n.panel_id = v.panel_id and n.assessment_id = v.assessment_id and n.field = v.field and not n.aside)",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| (row.field.clone(), row.saved())).collect())
}

/// Saves the text of a field, and ends every agreement to the version before. The same text again is not a new version. Returns the current
/// version.
pub async fn save(
    tx: &mut Tx,
    may: &WritePermit<WriteFeedbackDraft>,
    (field, criteria): (&DraftField, &[Criterion]),
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<Result<i64, DraftNotSaved>, Error> {
    let (at, key) = (may.place(), field.key());
    let current = current(tx, at).await?.remove(&key);
    if current.is_none() && draft.text.is_empty() {
        return Ok(Ok(0));
    }
    if let Some(current) = current {
        if current.text == draft.text {
            return Ok(Ok(current.revision));
        }
        match decide(draft, &newer(tx, may, &key, draft.base).await?) {
            SaveDecision::Save if current.revision >= draft.base => {}
            SaveDecision::Overtaken => return Ok(Ok(current.revision)),
            SaveDecision::Save | SaveDecision::Conflict => return Ok(Err(DraftNotSaved::Conflict(current))),
        }
    }
    let is_new_editing_session = !continues_editing_session(tx, may, &key, now).await?;
    let revision = add_version(tx, (at, may.author().person()), &key, (draft, false), now).await?;
    let agreements_ended = agreement::end_agreements(tx, at, None, now).await?;
    if is_new_editing_session || agreements_ended > 0 {
        let field = field.name(criteria);
        let what =
            |round, organisation| RoundEvent::FeedbackDraftChanged { round, organisation, field, agreements_ended };
        record(tx, may, what, now).await?;
    }
    Ok(Ok(revision))
}

/// Keeps a text that came second as a version that is set aside. Later texts of a tab replace its own only. Returns its number.
pub async fn set_aside(
    tx: &mut Tx,
    may: &WritePermit<WriteFeedbackDraft>,
    field: &DraftField,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    let (at, key) = (may.place(), field.key());
    let known: Option<(i64,)> = tx
        .query(
            "update feedback_draft_version set body = $5, saved_at = $6, step = $8
             where panel_id = $1 and assessment_id = $2 and field = $3 and person_id = $4 and aside
                 and ((cast($7 as text) is null and tab is null and body = $5) or (tab = $7 and step <= $8))
             returning revision",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(&key)
        .bind(id(may.author().person()))
        .bind(draft.text)
        .bind(At(now))
        .bind(draft.tab.map(|tab| tab.name.as_str()))
        .bind(draft.tab.map(|tab| tab.step))
        .optional()
        .await?;
    match known {
        Some((revision,)) => Ok(revision),
        None => add_version(tx, (at, may.author().person()), &key, (draft, true), now).await,
    }
}

/// The versions of a field after `base`, for the author of a draft.
async fn newer(
    tx: &mut Tx,
    may: &WritePermit<WriteFeedbackDraft>,
    field: &str,
    base: i64,
) -> Result<Vec<Newer>, Error> {
    let at = may.place();
    let rows: Vec<(Option<Uuid>, Option<String>, Option<i64>)> = tx
        .query(
            "select person_id, tab, step from feedback_draft_version
             where panel_id = $1 and assessment_id = $2 and field = $3 and revision > $4 and not aside order by revision",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(field)
        .bind(base)
        .all()
        .await?;
    let newer = |(person, name, step): (Option<Uuid>, Option<String>, Option<i64>)| Newer {
        is_mine: Whose::of(person.map(PersonId), may.author().person()).is_own(),
        tab: name.zip(step).map(|(name, step)| Tab { name, step }),
    };
    Ok(rows.into_iter().map(newer).collect())
}

/// Adds a version by `person`; none for what the draft begins with.
pub(super) async fn add_version(
    tx: &mut Tx,
    (at, person): (AtReview, Option<PersonId>),
    field: &str,
    (draft, aside): (&Draft<'_>, bool),
    now: Timestamp,
) -> Result<i64, Error> {
    let (revision,): (i64,) = tx
        .query(
            "insert into feedback_draft_version (panel_id, assessment_id, field, revision, body, person_id, saved_at, aside, tab, step)
             select $1, $2, $3, cast(coalesce(max(revision), 0) + 1 as bigint), $4, $5, $6, $7, $8, $9
             from feedback_draft_version where panel_id = $1 and assessment_id = $2 and field = $3
             returning revision",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(field)
        .bind(draft.text)
        .bind(id(person))
        .bind(At(now))
        .bind(aside)
        .bind(draft.tab.map(|tab| tab.name.as_str()))
        .bind(draft.tab.map(|tab| tab.step))
        .one()
        .await?;
    Ok(revision)
}

/// Whether the author has saved this field within [`EDITING_SESSION`].
async fn continues_editing_session(
    tx: &mut Tx,
    may: &WritePermit<WriteFeedbackDraft>,
    field: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let (count,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from feedback_draft_version
             where panel_id = $1 and assessment_id = $2 and field = $3 and person_id = $4 and saved_at > $5 and not aside",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(field)
        .bind(id(may.author().person()))
        .bind(At(now - EDITING_SESSION))
        .one()
        .await?;
    Ok(count > 0)
}

/// Every version of a field, oldest first.
pub async fn versions(tx: &mut Tx, may: &Permit<ReadFeedbackDraft>, field: &DraftField) -> Result<Vec<Version>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select v.field, v.revision, v.body, v.person_id, p.name as who, v.saved_at, v.aside
             from feedback_draft_version v left join person p on p.id = v.person_id
             where v.panel_id = $1 and v.assessment_id = $2 and v.field = $3 order by v.revision",
        )
        .bind(may.place().panel.0)
        .bind(may.place().assessment.0)
        .bind(field.key())
        .all()
        .await?;
    Ok(rows.into_iter().map(Row::version).collect())
}

/// One version of a field.
pub async fn version(
    tx: &mut Tx,
    may: &Permit<ReadFeedbackDraft>,
    field: &DraftField,
    revision: i64,
) -> Result<Option<Version>, Error> {
    let row: Option<Row> = tx
        .query(
            "select v.field, v.revision, v.body, v.person_id, p.name as who, v.saved_at, v.aside
             from feedback_draft_version v left join person p on p.id = v.person_id
             where v.panel_id = $1 and v.assessment_id = $2 and v.field = $3 and v.revision = $4",
        )
        .bind(may.place().panel.0)
        .bind(may.place().assessment.0)
        .bind(field.key())
        .bind(revision)
        .optional()
        .await?;
    Ok(row.map(Row::version))
}
