//! The steps of what the Steering Board reads, for each member of the board who can read it: for their list of things to do, and for reminders.

use crate::{
    core::{
        db::{Error, Tx},
        relation::{is_reviewed, lacks_agreement},
    },
    peer_review::reminding::Recipient,
};
use model::{
    PersonId, RoundId,
    core::permit::{Permit, ReadRegister, RunProgram},
    peer_review::review::{ReviewFacts, ReviewStep},
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that a column tells")]
struct Row {
    person_id: Uuid,
    name: String,
    email: String,
    round_id: Uuid,
    is_over: bool,
    is_begun: bool,
    lacks_agreement: bool,
    is_approved: bool,
    is_sent: bool,
}

impl Row {
    fn step(&self) -> ReviewStep {
        ReviewStep::of(ReviewFacts {
            is_over: self.is_over,
            is_begun: self.is_begun,
            lacks_agreement: self.lacks_agreement,
            is_approved: self.is_approved,
            is_sent: self.is_sent,
        })
    }
}

/// What one member of the board can read, or everyone; in one round, or in all. What concerns the organisation where somebody works is left out for
/// them.
async fn rows(tx: &mut Tx, person: Option<PersonId>, round: Option<RoundId>) -> Result<Vec<Row>, Error> {
    tx.query(concat!(
        "select b.id as person_id, b.name, b.email, p.round_id, r.cancelled_at is not null or a.step <> 'submitted' as is_over,
             d.panel_id is not null as is_begun, ",
        lacks_agreement!(),
        " as lacks_agreement, f.id is not null as is_approved, f.sent_at is not null as is_sent
         from panel p join round r on r.id = p.round_id
             join panel_submission x on x.panel_id = p.id and x.until is null join assessment a on a.id = x.assessment_id
             join charter_role c on c.role = 'board' join person b on b.id = c.person_id
             left join feedback_draft d on d.panel_id = p.id and d.assessment_id = a.id
             left join feedback f on f.panel_id = p.id and f.assessment_id = a.id and f.withdrawn_at is null
         where p.kind = 'board' and (cast($1 as uuid) is null or b.id = $1) and (cast($2 as uuid) is null or r.id = $2) and not ",
        is_reviewed!("b.id"),
        " order by b.id, p.round_id, p.number"
    ))
    .bind(person.map(|person| person.0))
    .bind(round.map(|round| round.0))
    .all()
    .await
}

/// The step of each submission that the visitor can read as a member of the board, with its round.
pub async fn of_reader(tx: &mut Tx, may: &Permit<ReadRegister>) -> Result<Vec<(RoundId, ReviewStep)>, Error> {
    let Some(person) = may.author().person() else { return Ok(Vec::new()) };
    Ok(rows(tx, Some(person), None).await?.iter().map(|row| (RoundId(row.round_id), row.step())).collect())
}

/// Each member of the board who can read something in a round, with the step of each submission.
pub async fn in_round(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    round: RoundId,
) -> Result<Vec<(Recipient, Vec<ReviewStep>)>, Error> {
    let mut all: Vec<(Recipient, Vec<ReviewStep>)> = Vec::new();
    for row in rows(tx, None, Some(round)).await? {
        let step = row.step();
        match all.last_mut() {
            Some((last, steps)) if last.person.0 == row.person_id => steps.push(step),
            _ => {
                let recipient = Recipient { person: PersonId(row.person_id), name: row.name, email: row.email };
                all.push((recipient, vec![step]));
            }
        }
    }
    Ok(all)
}
