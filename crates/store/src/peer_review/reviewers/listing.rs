//! The reviewers of a round, for the secretariat; and those who are on a panel of it, for the Steering Board as well.

use super::{Reviewer, ReviewerColumns, availability::answer_of, select_reviewers};
use crate::core::{
    db::{Error, Tx},
    values::{At, Number},
};
use model::{
    Timestamp,
    core::permit::{Permit, ReadAllocatedReviewers, ReadReviewers},
    peer_review::reviewer::Availability,
};

/// A reviewer in the list of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedReviewer {
    /// The reviewer.
    pub reviewer: Reviewer,
    /// Whether they are experienced: marked by the secretariat, or to the end on a panel of an earlier round.
    pub is_experienced: bool,
    /// Whether they completed the training, of the edition that was asked for.
    pub is_trained: bool,
    /// What they answered, and when; none if they did not.
    pub answer: Option<(Availability, Timestamp)>,
    /// How many submissions they review in this round now.
    pub allocated: u8,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    reviewer: ReviewerColumns,
    was_on_panel: bool,
    is_trained: bool,
    submissions: Option<Number<u8>>,
    answered_at: Option<At>,
    allocated: Number<u8>,
}

impl Row {
    fn read(self) -> Result<ListedReviewer, Error> {
        let reviewer = self.reviewer.read()?;
        Ok(ListedReviewer {
            is_experienced: reviewer.is_marked_experienced || self.was_on_panel,
            is_trained: self.is_trained,
            answer: self.answered_at.map(|At(at)| (answer_of(self.submissions), at)),
            allocated: self.allocated.0,
            reviewer,
        })
    }
}

/// Everyone who reviews for a signatory now, by name, with what they answered for this round. `edition` is that of the training; a charter without
/// training has none, and then everybody counts as trained.
pub async fn list(
    tx: &mut Tx,
    may: &Permit<ReadReviewers>,
    edition: Option<&str>,
) -> Result<Vec<ListedReviewer>, Error> {
    let rows: Vec<Row> = tx
        .query(select_reviewers!(
            ", exists (select 1 from panel_member m join panel l on l.id = m.panel_id join round e on e.id = l.round_id
                 where m.person_id = r.person_id and m.until is null and l.round_id <> $1 and e.cancelled_at is null
                     and e.due_on < (select due_on from round where id = $1)) as was_on_panel,
             cast($2 as text) is null or exists (
                 select 1 from completed_training t where t.person_id = r.person_id and t.edition = $2) as is_trained,
             a.submissions, a.answered_at,
             (select cast(count(*) as bigint) from panel_member m join panel l on l.id = m.panel_id
                 join panel_submission s on s.panel_id = l.id
                 where m.person_id = r.person_id and m.until is null and s.until is null and l.round_id = $1) as allocated",
            "left join availability a on a.person_id = r.person_id and a.round_id = $1
             where r.ended_at is null and o.standing = 'signatory' order by lower(p.name), p.id"
        ))
        .bind(may.place().round.0)
        .bind(edition)
        .all()
        .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Who is on a panel of the round now, by name: nobody before panels are approved. It has no conflict of interest and no answer.
pub async fn allocated(tx: &mut Tx, may: &Permit<ReadAllocatedReviewers>) -> Result<Vec<Reviewer>, Error> {
    let rows: Vec<ReviewerColumns> = tx
        .query(select_reviewers!(
            "",
            "where exists (select 1 from panel_member m join panel l on l.id = m.panel_id
                 where m.person_id = r.person_id and m.until is null and l.round_id = $1)
             order by lower(p.name), p.id"
        ))
        .bind(may.place().round.round.0)
        .all()
        .await?;
    rows.into_iter().map(ReviewerColumns::read).collect()
}
