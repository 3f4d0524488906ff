//! What an organisation writes about feedback, and every version of it: no text is overwritten or lost.

use crate::core::{
    db::{Error, Tx},
    versions::{NewVersion, SavedVersion, TextKey, VersionRow, VersionTable},
};
use model::{
    AssessmentId, FeedbackId, PersonId, Timestamp,
    assessment::advice::AdviceOutcome,
    core::{
        saving::{Draft, SaveDecision},
        versions::{Version, VersionAside},
    },
    peer_review::feedback::text::{FeedbackField, FeedbackText},
};
use std::{collections::BTreeMap, sync::LazyLock};

static VERSIONS: LazyLock<VersionTable> = LazyLock::new(|| {
    VersionTable::new("feedback_text", &["assessment_id", "feedback_id"], "field", &["outcome", "body"])
});

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

impl TextPlace<'_> {
    fn key(self) -> TextKey {
        TextKey { ids: vec![self.assessment.0, self.feedback.0], name: self.field.key() }
    }
}

/// A text that is to be saved, by whom and from which version.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewText<'t> {
    pub(super) author: Option<PersonId>,
    pub(super) text: &'t FeedbackText,
    pub(super) draft: &'t Draft<'t>,
}

impl<'t> NewText<'t> {
    fn version(self, place: TextPlace<'_>, now: Timestamp) -> NewVersion<'t> {
        let outcome = self.text.outcome.map_or("", AdviceOutcome::as_str);
        let written = vec![outcome, &*self.text.text];
        NewVersion { key: place.key(), written, author: self.author, draft: self.draft, now }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    outcome: String,
    #[sqlx(flatten)]
    version: VersionRow,
}

impl Row {
    fn saved(self) -> (String, SavedFeedbackText) {
        let VersionRow { name, revision, body, person_id, who, saved_at, .. } = self.version;
        let text = FeedbackText { outcome: AdviceOutcome::parse(&self.outcome), text: body };
        (name, SavedFeedbackText { text, revision, person: person_id.map(PersonId), who, at: saved_at.0 })
    }
}

/// The current texts about feedback that are written with a self-assessment, by the key of their field.
pub(super) async fn current(
    tx: &mut Tx,
    assessment: AssessmentId,
    feedback: FeedbackId,
) -> Result<BTreeMap<String, SavedFeedbackText>, Error> {
    let rows: Vec<Row> = VERSIONS.current(tx, &[assessment.0, feedback.0]).all().await?;
    Ok(rows.into_iter().map(Row::saved).collect())
}

/// One version of a text.
pub(super) async fn version(tx: &mut Tx, place: TextPlace<'_>, revision: i64) -> Result<Option<FeedbackText>, Error> {
    let row: Option<Row> = VERSIONS.one(tx, &place.key(), revision).optional().await?;
    Ok(row.map(|row| row.saved().1.text))
}

/// Every version of a text, oldest first. That of an advice begins with its outcome.
pub(super) async fn versions(tx: &mut Tx, place: TextPlace<'_>) -> Result<Vec<Version>, Error> {
    let rows: Vec<Row> = VERSIONS.all(tx, &place.key()).all().await?;
    let version = |row: Row| {
        let outcome = AdviceOutcome::parse(&row.outcome);
        let version = Version::from(row.version);
        Version { text: FeedbackText { outcome, text: version.text }.in_words(), ..version }
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
    let version = new.version(place, now);
    if let Some(current) = current {
        if current.text == *new.text {
            return unchanged(current.revision);
        }
        match VERSIONS.decide(tx, &version, current.revision).await? {
            SaveDecision::Save => {}
            SaveDecision::Overtaken => return unchanged(current.revision),
            SaveDecision::Conflict => return Ok(Err(current)),
        }
    }
    VERSIONS.save(tx, &version).await.map(Ok)
}

/// Keeps a text that came second as a version that is set aside. Later texts of a tab replace its own only. Returns its number.
pub(super) async fn set_aside(
    tx: &mut Tx,
    place: TextPlace<'_>,
    new: NewText<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    VERSIONS.set_aside(tx, &new.version(place, now)).await
}

/// The versions of texts that `author` set aside and has not decided about.
pub(super) async fn undecided(
    tx: &mut Tx,
    (assessment, feedback): (AssessmentId, FeedbackId),
    author: Option<PersonId>,
) -> Result<Vec<VersionAside>, Error> {
    VERSIONS.undecided(tx, &[assessment.0, feedback.0], author).await
}
