//! A submission is chosen for active review, and the conversation has taken place.

use super::{
    super::{
        context::at,
        people::{Actor, line, lock},
    },
    texts::ActiveReviewTexts,
};
use jiff::{ToSpan as _, civil::Date};
use model::{
    RoundId,
    charter::Charter,
    core::permit::{AtRound, KeepActiveReviews, ReadActiveReviews},
    peer_review::active_review::{ActiveReviewChoice, ActiveReviewRecord},
};
use store::{
    Error, Tx,
    peer_review::{active_reviews, rounds},
};

/// Chooses the first submission of the round that can be, and records what came of it two weeks later.
pub(super) async fn choose(
    tx: &mut Tx,
    charter: &Charter,
    (texts, secretariat): (&ActiveReviewTexts, Actor),
    round: RoundId,
    on: Date,
) -> Result<(), Error> {
    let Some(rules) = charter.review.active_review else { return Ok(()) };
    let place = AtRound { round, is_cancelled: false };
    let read = secretariat.may::<ReadActiveReviews>(place);
    let round = rounds::read(tx, &read).await?;
    let all = active_reviews::candidates(tx, &read, (rules, &round), on).await?;
    let first = all.first().expect("the round has a submission of the stage").candidate.assessment;
    let may = lock(tx, &secretariat.may::<KeepActiveReviews>(place)).await?;
    let choice = ActiveReviewChoice { is_chosen: true, reason: line(&texts.chosen) };
    active_reviews::choose(tx, &may, (rules, &round), first, &choice, at(on, 0)).await?.expect("it can be chosen");
    let later = on.saturating_add(14.days());
    let record = ActiveReviewRecord {
        meeting: Some(later),
        notes: texts.meeting_notes.clone(),
        outcome: texts.outcome.clone(),
        agreed_actions: texts.agreed_actions.clone(),
    };
    let saved = active_reviews::record(tx, &may, (rules, &round), (first, 1), &record, at(later, 240)).await?;
    saved.expect("it was just chosen");
    Ok(())
}
