//! The steps of what the Steering Board reads, for each member of the board who can read it: for their list of things to do, and for reminders.

use crate::{
    core::{
        db::{Error, Tx},
        relation::{StepColumns, is_reviewed, join_step, step_columns},
    },
    peer_review::reminding::Recipient,
};
use model::{
    PersonId, RoundId,
    core::permit::{Permit, ReadRegister, RunProgram},
    peer_review::review::ReviewStep,
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    person_id: Uuid,
    name: String,
    email: String,
    round_id: Uuid,
    #[sqlx(flatten)]
    step: StepColumns,
}

/// What one member of the board can read, or everyone; in one round, or in all. What concerns the organisation where somebody works is left out for
/// them.
async fn rows(tx: &mut Tx, person: Option<PersonId>, round: Option<RoundId>) -> Result<Vec<Row>, Error> {
    tx.query(concat!(
        "select b.id as person_id, b.name, b.email, p.round_id, ",
        step_columns!(),
        " from panel p join round r on r.id = p.round_id
             join panel_submission x on x.panel_id = p.id and x.until is null join assessment a on a.id = x.assessment_id
             join charter_role c on c.role = 'board' join person b on b.id = c.person_id
             ",
        join_step!(),
        " where p.kind = 'board' and (cast($1 as uuid) is null or b.id = $1) and (cast($2 as uuid) is null or r.id = $2) and not ",
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
    Ok(rows(tx, Some(person), None).await?.iter().map(|row| (RoundId(row.round_id), row.step.step())).collect())
}

/// Each member of the board who can read something in a round, with the step of each submission.
pub async fn in_round(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    round: RoundId,
) -> Result<Vec<(Recipient, Vec<ReviewStep>)>, Error> {
    let mut all: Vec<(Recipient, Vec<ReviewStep>)> = Vec::new();
    for row in rows(tx, None, Some(round)).await? {
        let step = row.step.step();
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
