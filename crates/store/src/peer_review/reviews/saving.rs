//! Saves what a reviewer writes about one criterion, as a new version. A text of another tab is never overwritten.

use super::{SavedReview, SavedRow, own};
use crate::core::{
    db::{Error, Tx},
    values::At,
    versions::{asides, newer},
    write_permit::WritePermit,
};
use model::{
    CriterionKey, Timestamp,
    charter::criterion::CriterionFinding,
    core::{
        permit::{AtReview, Permit, ReviewSubmission, WriteReview},
        saving::{Draft, Newer, SaveDecision, decide},
        versions::VersionAside,
    },
    peer_review::review::CriterionReview,
};
use uuid::Uuid;

/// Why a text was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewNotSaved {
    /// A newer version from another tab of the same person exists: this one.
    Conflict(SavedReview),
}

/// Saves a criterion of the visitor's own review. `draft` says from which version and in which tab it was written; its text is not used. The same
/// again is not a new version. Returns the current version.
pub async fn save(
    tx: &mut Tx,
    may: &WritePermit<WriteReview>,
    criterion: &CriterionKey,
    review: &CriterionReview,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<Result<i64, ReviewNotSaved>, Error> {
    let (at, person) = (may.place(), own(may));
    let current = super::of_person(tx, at, person).await?.remove(criterion);
    if let Some(current) = current {
        if current.review == *review {
            return Ok(Ok(current.revision));
        }
        match decide(draft, current.revision, &later(tx, may, criterion, draft.base).await?) {
            SaveDecision::Save => {}
            SaveDecision::Overtaken => return Ok(Ok(current.revision)),
            SaveDecision::Conflict => return Ok(Err(ReviewNotSaved::Conflict(current))),
        }
    }
    add_version(tx, (at, person), criterion, review, (draft, false), now).await.map(Ok)
}

/// Keeps what was not saved as a version that is set aside. Later texts of a tab replace its own only, and one that arrives late replaces
/// none. Returns its number.
pub async fn set_aside(
    tx: &mut Tx,
    may: &WritePermit<WriteReview>,
    criterion: &CriterionKey,
    review: &CriterionReview,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<i64, Error> {
    let (at, person) = (may.place(), own(may));
    if let Some(tab) = draft.tab {
        tx.query(
            "delete from review_version where panel_id = $1 and assessment_id = $2 and person_id = $3 and criterion = $4 and aside
                 and tab = $5 and step <= $6",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(person)
        .bind(criterion.as_str())
        .bind(tab.name.as_str())
        .bind(tab.step)
        .run()
        .await?;
    }
    add_version(tx, (at, person), criterion, review, (draft, true), now).await
}

/// The versions of a criterion after `base`.
async fn later(
    tx: &mut Tx,
    may: &WritePermit<WriteReview>,
    criterion: &CriterionKey,
    base: i64,
) -> Result<Vec<Newer>, Error> {
    let at = may.place();
    let query = tx
        .query(
            "select person_id, tab, step from review_version
             where panel_id = $1 and assessment_id = $2 and person_id = $3 and criterion = $4 and revision > $5 and not aside
             order by revision",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .bind(criterion.as_str())
        .bind(base);
    newer(query, may.author().person()).await
}

async fn add_version(
    tx: &mut Tx,
    (at, person): (AtReview, Uuid),
    criterion: &CriterionKey,
    review: &CriterionReview,
    (draft, aside): (&Draft<'_>, bool),
    now: Timestamp,
) -> Result<i64, Error> {
    let (revision,): (i64,) = tx
        .query(
            "insert into review_version (panel_id, assessment_id, person_id, criterion, revision, finding, strengths, advice, saved_at,
                 aside, tab, step)
             select $1, $2, $3, $4, cast(coalesce(max(revision), 0) + 1 as bigint), $5, $6, $7, $8, $9, $10, $11
             from review_version where panel_id = $1 and assessment_id = $2 and person_id = $3 and criterion = $4
             returning revision",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(person)
        .bind(criterion.as_str())
        .bind(review.finding.map(CriterionFinding::as_str))
        .bind(review.strengths.as_str())
        .bind(review.advice.as_str())
        .bind(At(now))
        .bind(aside)
        .bind(draft.tab.map(|tab| tab.name.as_str()))
        .bind(draft.tab.map(|tab| tab.step))
        .one()
        .await?;
    Ok(revision)
}

/// One version of a criterion of the visitor's own review, also one that was set aside.
pub async fn version(
    tx: &mut Tx,
    may: &Permit<ReviewSubmission>,
    criterion: &CriterionKey,
    revision: i64,
) -> Result<Option<SavedReview>, Error> {
    let at = may.place();
    let row: Option<SavedRow> = tx
        .query(
            "select criterion, revision, finding, strengths, advice, saved_at from review_version
             where panel_id = $1 and assessment_id = $2 and person_id = $3 and criterion = $4 and revision = $5",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .bind(criterion.as_str())
        .bind(revision)
        .optional()
        .await?;
    Ok(row.map(|row| row.saved().1))
}

/// Whether a criterion is still as in the version from which its author went on, so that they have nothing to save.
pub async fn is_untouched(
    tx: &mut Tx,
    may: &Permit<ReviewSubmission>,
    criterion: &CriterionKey,
    review: &CriterionReview,
    base: i64,
) -> Result<bool, Error> {
    let before = version(tx, may, criterion, base).await?.map(|before| before.review).unwrap_or_default();
    Ok(before == *review)
}

/// The versions of the visitor's own review that they set aside and have not decided about, by the name of the criterion.
pub async fn undecided(tx: &mut Tx, may: &Permit<ReviewSubmission>) -> Result<Vec<VersionAside>, Error> {
    let at = may.place();
    let query = tx
        .query(
            "select v.criterion as name, v.revision, (
                 select cast(coalesce(max(b.revision), 0) as bigint) from review_version b
                 where b.panel_id = v.panel_id and b.assessment_id = v.assessment_id and b.person_id = v.person_id
                     and b.criterion = v.criterion and not b.aside and b.tab = v.tab) as base
             from review_version v where v.panel_id = $1 and v.assessment_id = $2 and v.person_id = $3 and v.aside and v.revision > (
                 select max(n.revision) from review_version n where n.panel_id = v.panel_id and n.assessment_id = v.assessment_id
                     and n.person_id = v.person_id and n.criterion = v.criterion and not n.aside)
             order by v.revision",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may));
    asides(query).await
}
