//! The submissions that a person reviews.

use crate::core::{
    db::{Error, Tx},
    values::{Day, Number},
};
use model::{
    AssessmentId, Date, PanelId, PersonId,
    core::permit::{KeepAccount, Permit, ReadReviewing},
    peer_review::review::{OwnReview, ReviewFacts, ReviewStep},
};
use uuid::Uuid;

/// A submission that the visitor reviews as a current member of its panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewing {
    /// The panel.
    pub panel: PanelId,
    /// The submission.
    pub assessment: AssessmentId,
    /// The organisation.
    pub name: String,
    /// The stage.
    pub stage: u8,
    /// The name of the round.
    pub round: String,
    /// The number of the panel in the round.
    pub number: u32,
    /// The last day to read, and the last day to agree.
    pub dates: [Date; 2],
    /// The state of the visitor's own review.
    pub own: OwnReview,
    /// The step.
    pub step: ReviewStep,
    /// Whether the visitor agreed to the current draft.
    pub has_agreed: bool,
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that a column tells")]
struct Row {
    panel_id: Uuid,
    assessment_id: Uuid,
    name: String,
    stage: Number<u8>,
    round: String,
    number: Number<u32>,
    read_on: Day,
    agree_on: Day,
    has_ever_been_complete: bool,
    is_complete: bool,
    is_over: bool,
    is_begun: bool,
    has_agreed: bool,
    lacks_agreement: bool,
    is_approved: bool,
    is_sent: bool,
}

/// The submissions that the visitor reviews now, by their dates. Those with whose organisation they have a conflict of interest are left out, as
/// if there were none.
pub async fn list(tx: &mut Tx, may: &Permit<ReadReviewing>) -> Result<Vec<Reviewing>, Error> {
    of_person(tx, may.author().person()).await
}

/// Whether the person reviews anything now, for the link on the page of their account.
pub async fn has_any(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<bool, Error> {
    Ok(!of_person(tx, may.author().person()).await?.is_empty())
}

async fn of_person(tx: &mut Tx, person: Option<PersonId>) -> Result<Vec<Reviewing>, Error> {
    let Some(person) = person else { return Ok(Vec::new()) };
    let rows: Vec<Row> = tx
        .query(
            "select p.id as panel_id, a.id as assessment_id, o.name, a.stage, r.name as round, p.number, r.read_on, r.agree_on,
                 w.person_id is not null as has_ever_been_complete, w.completed_at is not null as is_complete,
                 r.cancelled_at is not null or a.step <> 'submitted' as is_over, d.panel_id is not null as is_begun,
                 exists (select 1 from draft_agreement g where g.panel_id = p.id and g.assessment_id = a.id and g.person_id = $1
                     and g.ended_at is null) as has_agreed,
                 exists (select 1 from panel_member n where n.panel_id = p.id and n.until is null and not exists (
                     select 1 from draft_agreement g where g.panel_id = p.id and g.assessment_id = a.id and g.person_id = n.person_id
                         and g.ended_at is null)) as lacks_agreement,
                 f.id is not null as is_approved, f.sent_at is not null as is_sent
             from panel_member m join panel p on p.id = m.panel_id
                 join panel_submission x on x.panel_id = p.id and x.until is null
                 join assessment a on a.id = x.assessment_id
                 join organisation o on o.id = a.organisation_id
                 join round r on r.id = p.round_id
                 left join feedback_draft d on d.panel_id = p.id and d.assessment_id = a.id
                 left join feedback f on f.panel_id = p.id and f.assessment_id = a.id and f.withdrawn_at is null
                 left join review w on w.panel_id = p.id and w.assessment_id = a.id and w.person_id = $1
             where m.person_id = $1 and m.until is null
                 and not exists (select 1 from member y where y.organisation_id = a.organisation_id and y.person_id = $1)
                 and not exists (select 1 from declared_conflict c where c.organisation_id = a.organisation_id and c.person_id = $1)
                 and not exists (select 1 from reviewer v where v.organisation_id = a.organisation_id and v.person_id = $1)
                 and not exists (select 1 from charter_role s where s.person_id = $1)
             order by r.read_on desc, p.number, lower(o.name), a.id",
        )
        .bind(person.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(Row::reviewing).collect())
}

impl Row {
    fn reviewing(self) -> Reviewing {
        let step = ReviewStep::of(ReviewFacts {
            is_over: self.is_over,
            is_begun: self.is_begun,
            lacks_agreement: self.lacks_agreement,
            is_approved: self.is_approved,
            is_sent: self.is_sent,
        });
        Reviewing {
            panel: PanelId(self.panel_id),
            assessment: AssessmentId(self.assessment_id),
            name: self.name,
            stage: self.stage.0,
            round: self.round,
            number: self.number.0,
            dates: [self.read_on.0, self.agree_on.0],
            own: OwnReview::of(self.has_ever_been_complete, self.is_complete),
            step,
            has_agreed: self.has_agreed,
        }
    }
}
