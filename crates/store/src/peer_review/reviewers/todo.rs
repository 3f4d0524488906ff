//! What the to-do list of a member needs to know of them as a reviewer.

use super::{
    super::{reviews::reviewing::duties_of, rounds::all},
    availability::answer_of,
    person,
};
use crate::core::{
    db::{Error, Tx},
    values::Number,
};
use model::{
    PersonId, RoundId,
    core::permit::{Permit, ReadOrganisation},
    peer_review::{reviewer::todo::OwnReviewing, round::ReviewRound},
};
use uuid::Uuid;

/// All rounds, the latest first.
pub async fn rounds_for_todo(tx: &mut Tx, _: &Permit<ReadOrganisation>) -> Result<Vec<ReviewRound>, Error> {
    all(tx).await
}

/// The visitor as a reviewer; none if they are no member of this organisation, if it is no signatory, or if they review from another one, whose
/// list has the items.
/// `edition` is that of the training, if there is one. `with_duties` is whether some round has panels.
pub async fn own_reviewing(
    tx: &mut Tx,
    may: &Permit<ReadOrganisation>,
    edition: Option<&str>,
    with_duties: bool,
) -> Result<Option<OwnReviewing>, Error> {
    let (organisation, person) = (may.place().organisation.0, person(may));
    let found: Option<(Option<Uuid>, bool, bool)> = tx
        .query(
            "select r.organisation_id,
                 exists (select 1 from reviewer_invitation i join round d on d.id = i.round_id
                     where i.email = p.email and d.cancelled_at is null),
                 cast($3 as text) is null or exists (
                     select 1 from completed_training t where t.person_id = p.id and t.edition = $3)
             from member m join person p on p.id = m.person_id join organisation o on o.id = m.organisation_id
                 left join reviewer r on r.person_id = p.id and r.ended_at is null
             where m.person_id = $1 and m.organisation_id = $2 and o.standing = 'signatory'",
        )
        .bind(person)
        .bind(organisation)
        .bind(edition)
        .optional()
        .await?;
    let Some((reviews_from, is_invited, is_trained)) = found else { return Ok(None) };
    if reviews_from.is_some_and(|from| from != organisation) {
        return Ok(None);
    }
    let answers: Vec<(Uuid, Option<Number<u8>>)> = match reviews_from {
        Some(_) => {
            tx.query("select round_id, submissions from availability where person_id = $1").bind(person).all().await?
        }
        None => Vec::new(),
    };
    let answers = answers.into_iter().map(|(round, most)| (RoundId(round), answer_of(most))).collect();
    let duties = if with_duties { duties_of(tx, PersonId(person)).await? } else { Vec::new() };
    Ok(Some(OwnReviewing { is_reviewer: reviews_from.is_some(), is_invited, is_trained, answers, duties }))
}
