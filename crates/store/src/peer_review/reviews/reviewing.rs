//! The submissions that a person reviews.

use crate::core::{
    db::{Error, Tx},
    relation::{StepColumns, has_conflict, join_step, step_columns},
    values::{Day, Number},
};
use model::{
    AssessmentId, Date, PanelId, PersonId, RoundId,
    core::permit::{KeepAccount, Permit, ReadReviewing},
    peer_review::review::{OwnReview, PanelDuty},
};
use std::collections::BTreeMap;
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
    /// What the visitor has done about it.
    pub duty: PanelDuty,
}

#[derive(sqlx::FromRow)]
struct Row {
    person_id: Uuid,
    round_id: Uuid,
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
    has_agreed: bool,
    #[sqlx(flatten)]
    step: StepColumns,
}

/// The submissions that the visitor reviews, by their dates, also those that are not reviewed any more. Those with whose organisation they have a
/// conflict of interest are left out, as if there were none.
pub async fn list(tx: &mut Tx, may: &Permit<ReadReviewing>) -> Result<Vec<Reviewing>, Error> {
    of_person(tx, may.author().person()).await
}

/// Whether the person reviews anything now, for the link on the page of their account.
pub async fn has_any(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<bool, Error> {
    Ok(!of_person(tx, may.author().person()).await?.is_empty())
}

async fn of_person(tx: &mut Tx, person: Option<PersonId>) -> Result<Vec<Reviewing>, Error> {
    let Some(person) = person else { return Ok(Vec::new()) };
    Ok(rows(tx, Some(person), None).await?.into_iter().map(Row::reviewing).collect())
}

/// What one person has done about the submissions of their panels, with the round of each.
pub(in crate::peer_review) async fn duties_of(
    tx: &mut Tx,
    person: PersonId,
) -> Result<Vec<(RoundId, PanelDuty)>, Error> {
    let rows = rows(tx, Some(person), None).await?;
    Ok(rows.iter().map(|row| (RoundId(row.round_id), row.duty())).collect())
}

/// The same for everyone on a panel of a round, by person.
pub(in crate::peer_review) async fn duties_in(
    tx: &mut Tx,
    round: RoundId,
) -> Result<BTreeMap<PersonId, Vec<PanelDuty>>, Error> {
    let mut all = BTreeMap::<PersonId, Vec<PanelDuty>>::new();
    for row in rows(tx, None, Some(round)).await? {
        all.entry(PersonId(row.person_id)).or_default().push(row.duty());
    }
    Ok(all)
}

/// What current members of panels review: one person, or everyone; in one round, or in all.
async fn rows(tx: &mut Tx, person: Option<PersonId>, round: Option<RoundId>) -> Result<Vec<Row>, Error> {
    tx.query(concat!(
        "select m.person_id, p.round_id, p.id as panel_id, a.id as assessment_id, o.name, a.stage, r.name as round, p.number,
             r.read_on, r.agree_on, w.person_id is not null as has_ever_been_complete, w.completed_at is not null as is_complete,
             exists (select 1 from draft_agreement g where g.panel_id = p.id and g.assessment_id = a.id and g.person_id = m.person_id
                 and g.ended_at is null) as has_agreed,
             ",
        step_columns!(),
        " from panel_member m join panel p on p.id = m.panel_id
             join panel_submission x on x.panel_id = p.id and x.since = (
                 select max(y.since) from panel_submission y where y.panel_id = p.id and y.assessment_id = x.assessment_id)
             join assessment a on a.id = x.assessment_id
             join organisation o on o.id = a.organisation_id
             join round r on r.id = p.round_id
             ",
        join_step!(),
        " left join review w on w.panel_id = p.id and w.assessment_id = a.id and w.person_id = m.person_id
         where m.until is null and p.kind = 'reviewers' and (cast($1 as uuid) is null or m.person_id = $1) and (cast($2 as uuid) is null or p.round_id = $2)
             and not ",
        has_conflict!("m.person_id"),
        " and not exists (select 1 from charter_role s where s.person_id = m.person_id)
         order by r.read_on desc, p.number, lower(o.name), a.id"
    ))
    .bind(person.map(|person| person.0))
    .bind(round.map(|round| round.0))
    .all()
    .await
}

impl Row {
    fn duty(&self) -> PanelDuty {
        let own = OwnReview::of(self.has_ever_been_complete, self.is_complete);
        PanelDuty { step: self.step.step(), own, has_agreed: self.has_agreed }
    }
    fn reviewing(self) -> Reviewing {
        Reviewing {
            duty: self.duty(),
            panel: PanelId(self.panel_id),
            assessment: AssessmentId(self.assessment_id),
            name: self.name,
            stage: self.stage.0,
            round: self.round,
            number: self.number.0,
            dates: [self.read_on.0, self.agree_on.0],
        }
    }
}
