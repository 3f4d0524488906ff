//! How many submissions a reviewer takes in each round.

use super::{
    super::rounds::{all, record},
    person,
};
use crate::core::{
    db::{Error, Tx},
    values::{At, Number},
    write_permit::WritePermit,
};
use model::{
    RoundId, Timestamp,
    core::{
        dates,
        permit::{KeepReviewing, Permit},
    },
    peer_review::{event::ReviewerEvent, reviewer::Availability},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the database has of an answer: the most submissions, none for a break.
pub(in crate::peer_review) fn answer_of(most: Option<Number<u8>>) -> Availability {
    most.map_or(Availability::Break, |Number(most)| Availability::AtMost(most))
}

/// The answers of the visitor, by round.
pub async fn own(
    tx: &mut Tx,
    may: &Permit<KeepReviewing>,
) -> Result<BTreeMap<RoundId, (Availability, Timestamp)>, Error> {
    let rows: Vec<(Uuid, Option<Number<u8>>, At)> = tx
        .query("select round_id, submissions, answered_at from availability where person_id = $1")
        .bind(person(may))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(round, most, At(at))| (RoundId(round), (answer_of(most), at))).collect())
}

/// Why an answer was not saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnswered {
    /// There is no such round, or its reviewers are allocated.
    #[error(
        "Reviewers of this round are allocated already, or it was cancelled. Ask the secretariat to change what you can take"
    )]
    Closed,
}

/// Saves what the visitor takes in a round, until its reviewers are allocated. It can be changed until then.
pub async fn answer(
    tx: &mut Tx,
    may: &WritePermit<KeepReviewing>,
    round: RoundId,
    availability: Availability,
    now: Timestamp,
) -> Result<Result<(), NotAnswered>, Error> {
    let rounds = all(tx).await?;
    let open = rounds.into_iter().find(|one| one.id == round && one.takes_answers(dates::day(now)));
    let Some(open) = open else { return Ok(Err(NotAnswered::Closed)) };
    tx.query(
        "insert into availability (round_id, person_id, submissions, answered_at) values ($1, $2, $3, $4)
         on conflict (round_id, person_id) do update set submissions = $3, answered_at = $4",
    )
    .bind(round.0)
    .bind(person(may))
    .bind(availability.most().map(i64::from))
    .bind(At(now))
    .run()
    .await?;
    record(tx, may, ReviewerEvent::AvailabilityAnswered { round: open.name.to_string() }, now).await?;
    Ok(Ok(()))
}
