//! The texts of a shared draft, and every version of them: no text is overwritten or lost. A change ends the agreements to the version before.

use super::agreement;
use crate::{
    core::{
        db::{Error, Tx},
        versions::{NewVersion, TextKey, VersionRow, VersionTable},
        write_permit::WritePermit,
    },
    peer_review::about::record,
};
use model::{
    PersonId, Timestamp,
    charter::criterion::Criterion,
    core::{
        permit::{AtReview, Permit, ReadFeedbackDraft, WriteFeedbackDraft},
        saving::{Draft, SaveDecision},
        versions::{Version, VersionAside},
    },
    peer_review::{event::ReviewEvent, feedback::draft::DraftField},
};
use std::{collections::BTreeMap, sync::LazyLock};

static VERSIONS: LazyLock<VersionTable> =
    LazyLock::new(|| VersionTable::new("feedback_draft_version", &["panel_id", "assessment_id"], "field", &["body"]));

/// Where the versions of a field are.
fn key(at: AtReview, field: &str) -> TextKey {
    TextKey { ids: vec![at.panel.0, at.assessment.0], name: field.to_owned() }
}

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

/// The current texts, by the key of their field.
pub(super) async fn current(tx: &mut Tx, at: AtReview) -> Result<BTreeMap<String, SavedText>, Error> {
    let rows: Vec<VersionRow> = VERSIONS.current(tx, &[at.panel.0, at.assessment.0]).all().await?;
    let saved = |row: VersionRow| {
        let VersionRow { name, revision, body, person_id, who, saved_at, .. } = row;
        (name, SavedText { text: body, revision, person: person_id.map(PersonId), who, at: saved_at.0 })
    };
    Ok(rows.into_iter().map(saved).collect())
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
    let (at, name) = (may.place(), field.key());
    let current = current(tx, at).await?.remove(&name);
    if current.is_none() && draft.text.is_empty() {
        return Ok(Ok(0));
    }
    let new = NewVersion { key: key(at, &name), written: vec![draft.text], author: may.author().person(), draft, now };
    if let Some(current) = current {
        if current.text == draft.text {
            return Ok(Ok(current.revision));
        }
        match VERSIONS.decide(tx, &new, current.revision).await? {
            SaveDecision::Save => {}
            SaveDecision::Overtaken => return Ok(Ok(current.revision)),
            SaveDecision::Conflict => return Ok(Err(DraftNotSaved::Conflict(current))),
        }
    }
    let saved = VERSIONS.save(tx, &new).await?;
    let agreements_ended = agreement::end_agreements(tx, at, None, now).await?;
    if saved.is_new_editing_session || agreements_ended > 0 {
        let field = field.name(criteria);
        let what =
            |round, organisation| ReviewEvent::FeedbackDraftChanged { round, organisation, field, agreements_ended };
        record(tx, may, what, now).await?;
    }
    Ok(Ok(saved.revision))
}

/// Keeps a text that came second as a version that is set aside. Later texts of a tab replace its own only. Returns its number.
pub async fn set_aside(
    tx: &mut Tx,
    may: &WritePermit<WriteFeedbackDraft>,
    field: &DraftField,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    let (key, author) = (key(may.place(), &field.key()), may.author().person());
    VERSIONS.set_aside(tx, &NewVersion { key, written: vec![draft.text], author, draft, now }).await
}

/// Adds a text that the draft begins with, which has no author.
pub(super) async fn begin(tx: &mut Tx, at: AtReview, (field, text): (&str, &str), now: Timestamp) -> Result<(), Error> {
    let (key, draft) = (key(at, field), Draft::new(text, 0));
    VERSIONS.add(tx, &NewVersion { key, written: vec![text], author: None, draft: &draft, now }, false).await?;
    Ok(())
}

/// Every version of a field, oldest first.
pub async fn versions(tx: &mut Tx, may: &Permit<ReadFeedbackDraft>, field: &DraftField) -> Result<Vec<Version>, Error> {
    let rows: Vec<VersionRow> = VERSIONS.all(tx, &key(may.place(), &field.key())).all().await?;
    Ok(rows.into_iter().map(Version::from).collect())
}

/// One version of a field.
pub async fn version(
    tx: &mut Tx,
    may: &Permit<ReadFeedbackDraft>,
    field: &DraftField,
    revision: i64,
) -> Result<Option<Version>, Error> {
    let row: Option<VersionRow> = VERSIONS.one(tx, &key(may.place(), &field.key()), revision).optional().await?;
    Ok(row.map(Version::from))
}

/// Whether a text is still the one from which its author went on, so that they have nothing to save, whatever others saved since.
pub async fn is_untouched(
    tx: &mut Tx,
    may: &Permit<ReadFeedbackDraft>,
    field: &DraftField,
    draft: &Draft<'_>,
) -> Result<bool, Error> {
    let before = version(tx, may, field, draft.base).await?;
    Ok(before.map_or(draft.text.is_empty(), |before| before.text.trim_end() == draft.text))
}

/// The versions that the visitor set aside and has not decided about.
pub async fn undecided(tx: &mut Tx, may: &Permit<WriteFeedbackDraft>) -> Result<Vec<VersionAside>, Error> {
    let at = may.place();
    VERSIONS.undecided(tx, &[at.panel.0, at.assessment.0], may.author().person()).await
}
