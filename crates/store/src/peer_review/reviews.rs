//! The reviews of the members of a panel: each writes their own, and reads the others' once it is complete.

pub mod reviewing;

pub mod private_notes;

pub mod reading_time;

mod saving;

pub use saving::{ReviewNotSaved, is_untouched, save, set_aside, undecided, version};

use super::about::record;
use crate::core::{
    db::{Error, Tx},
    relation::has_conflict,
    values::{At, Text},
    write_permit::WritePermit,
};
use model::{
    CriterionKey, PersonId, Timestamp,
    charter::criterion::{Criterion, CriterionFinding},
    core::permit::{
        AtReview, ModerateFeedback, Permission, Permit, ReadPanelReviews, ReopenReview, ReviewSubmission, WriteReview,
    },
    peer_review::{
        event::ReviewEvent,
        review::{CriterionReview, gaps},
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a reviewer wrote about one criterion, as it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedReview {
    /// What they wrote.
    pub review: CriterionReview,
    /// The number of the version.
    pub revision: i64,
    /// When it was saved.
    pub at: Timestamp,
}

/// A complete review of one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteReview {
    /// The member.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Whether they have left the panel. Their review stays.
    pub has_left: bool,
    /// Since when it is complete.
    pub at: Timestamp,
    /// What they wrote, by criterion.
    pub criteria: BTreeMap<CriterionKey, CriterionReview>,
}

#[derive(sqlx::FromRow)]
struct SavedRow {
    criterion: String,
    revision: i64,
    finding: Option<Text<CriterionFinding>>,
    strengths: String,
    advice: String,
    saved_at: At,
}

impl SavedRow {
    fn saved(self) -> (CriterionKey, SavedReview) {
        let finding = self.finding.map(|Text(finding)| finding);
        let review = CriterionReview { finding, strengths: self.strengths, advice: self.advice };
        let saved = SavedReview { review, revision: self.revision, at: self.saved_at.0 };
        (CriterionKey::from(self.criterion.as_str()), saved)
    }
}

/// The person whose own review it is. The operator has none.
fn own<P: Permission>(may: &Permit<P>) -> Uuid {
    may.author().person().map_or(Uuid::nil(), |person| person.0)
}

/// The visitor's own review, by criterion. A criterion about which nothing was saved is absent.
pub async fn read_own(
    tx: &mut Tx,
    may: &Permit<ReviewSubmission>,
) -> Result<BTreeMap<CriterionKey, SavedReview>, Error> {
    of_person(tx, may.place(), own(may)).await
}

async fn of_person(tx: &mut Tx, at: AtReview, person: Uuid) -> Result<BTreeMap<CriterionKey, SavedReview>, Error> {
    let rows: Vec<SavedRow> = tx
        .query(
            "select v.criterion, v.revision, v.finding, v.strengths, v.advice, v.saved_at from review_version v
             where v.panel_id = $1 and v.assessment_id = $2 and v.person_id = $3 and not v.aside and v.revision = (
                 select max(n.revision) from review_version n where n.panel_id = v.panel_id and n.assessment_id = v.assessment_id
                     and n.person_id = v.person_id and n.criterion = v.criterion and not n.aside)",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(person)
        .all()
        .await?;
    Ok(rows.into_iter().map(SavedRow::saved).collect())
}

/// The complete reviews of the panel, by when the members joined it, also of those who have left since. Reviews that are open are not among them, nor
/// those of members whom the secretariat took off or who have a conflict of interest.
pub async fn of_panel(tx: &mut Tx, may: &Permit<ReadPanelReviews>) -> Result<Vec<CompleteReview>, Error> {
    complete(tx, may.place()).await
}

/// The same for a moderator.
pub async fn to_moderate(tx: &mut Tx, may: &Permit<ModerateFeedback>) -> Result<Vec<CompleteReview>, Error> {
    complete(tx, may.place()).await
}

/// A row of a complete review: its member and when it was completed, with one criterion, if there is one.
#[derive(sqlx::FromRow)]
struct CompleteRow {
    person_id: Uuid,
    name: String,
    has_left: bool,
    completed_at: At,
    #[sqlx(flatten)]
    saved: SavedRow,
}

pub(super) async fn complete(tx: &mut Tx, at: AtReview) -> Result<Vec<CompleteReview>, Error> {
    let rows: Vec<CompleteRow> = tx
        .query(concat!(
            "select w.person_id, p.name, m.until is not null as has_left, w.completed_at, v.criterion, v.revision, v.finding, v.strengths, v.advice, v.saved_at
             from review w join person p on p.id = w.person_id
                 join panel_member m on m.panel_id = w.panel_id and m.person_id = w.person_id and not m.removed and m.since = (
                     select max(l.since) from panel_member l where l.panel_id = m.panel_id and l.person_id = m.person_id)
                 join assessment a on a.id = w.assessment_id
                 join review_version v on v.panel_id = w.panel_id and v.assessment_id = w.assessment_id and v.person_id = w.person_id
             where w.panel_id = $1 and w.assessment_id = $2 and w.completed_at is not null and not v.aside and v.revision = (
                 select max(n.revision) from review_version n where n.panel_id = v.panel_id and n.assessment_id = v.assessment_id
                     and n.person_id = v.person_id and n.criterion = v.criterion and not n.aside)
                 and not ",
            has_conflict!("w.person_id"),
            " order by m.since, lower(p.name), w.person_id"
        ))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .all()
        .await?;
    let mut reviews: Vec<CompleteReview> = Vec::new();
    for row in rows {
        let person = PersonId(row.person_id);
        if reviews.last().is_none_or(|last| last.person != person) {
            let (name, has_left, at) = (row.name, row.has_left, row.completed_at.0);
            reviews.push(CompleteReview { person, name, has_left, at, criteria: BTreeMap::new() });
        }
        let (criterion, saved) = row.saved.saved();
        reviews.last_mut().expect("one was just added").criteria.insert(criterion, saved.review);
    }
    Ok(reviews)
}

/// Why a review was not completed: the criteria that still need something, each with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete(pub Vec<(CriterionKey, &'static str)>);

/// Completes the visitor's own review, unless one of `criteria` still needs something.
pub async fn complete_own(
    tx: &mut Tx,
    may: &WritePermit<WriteReview>,
    criteria: &[Criterion],
    now: Timestamp,
) -> Result<Result<(), Incomplete>, Error> {
    let at = may.place();
    let written = of_person(tx, at, own(may)).await?;
    let written = written.into_iter().map(|(criterion, saved)| (criterion, saved.review)).collect();
    let gaps: Vec<_> = gaps(criteria, &written).into_iter().map(|(one, what)| (one.id.clone(), what)).collect();
    if !gaps.is_empty() {
        return Ok(Err(Incomplete(gaps)));
    }
    tx.query(
        "insert into review (panel_id, assessment_id, person_id, first_completed_at, completed_at) values ($1, $2, $3, $4, $4)
         on conflict (panel_id, assessment_id, person_id) do update set completed_at = excluded.completed_at",
    )
    .bind(at.panel.0)
    .bind(at.assessment.0)
    .bind(own(may))
    .bind(At(now))
    .run()
    .await?;
    record(tx, may, |round, organisation| ReviewEvent::ReviewCompleted { round, organisation }, now).await?;
    Ok(Ok(()))
}

/// Reopens the visitor's own review, and withdraws their agreement to the shared draft, if they gave one.
pub async fn reopen(tx: &mut Tx, may: &WritePermit<ReopenReview>, now: Timestamp) -> Result<(), Error> {
    let at = may.place();
    tx.query("update review set completed_at = null where panel_id = $1 and assessment_id = $2 and person_id = $3")
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .run()
        .await?;
    super::feedback_drafts::end_agreements(tx, at, may.author().person(), now).await?;
    record(tx, may, |round, organisation| ReviewEvent::ReviewReopened { round, organisation }, now).await
}
