//! Creates the peer review rounds: one for which reviewers are recruited, and an earlier one whose allocation is late.

use super::{
    context::at,
    people::{Actor, line, lock},
};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use model::{
    RoundId,
    core::{
        dates::month_year,
        permit::{AtCharter, CreateRound},
    },
    peer_review::{draft::RoundDraft, round::RoundDates},
};
use store::{Error, Tx, peer_review::rounds};

/// Creates both, and returns the one for which reviewers are recruited.
pub(super) async fn create(tx: &mut Tx, secretariat: Actor, now: Timestamp) -> Result<RoundId, Error> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let first = today.saturating_sub(140.days());
    round(tx, secretariat, (first.saturating_sub(150.days()), first.saturating_sub(1.day()))).await?;
    round(tx, secretariat, (first, today.saturating_add(45.days()))).await
}

/// Creates a round between its first and its last day of submission, half a year before that.
async fn round(tx: &mut Tx, secretariat: Actor, (first, due): (Date, Date)) -> Result<RoundId, Error> {
    let dates = RoundDates::usual(first, due, due.saturating_add(4.months())).expect("four months are enough");
    let draft = RoundDraft { name: line(&month_year(due)), dates };
    let permit = lock(tx, &secretariat.may::<CreateRound>(AtCharter)).await?;
    let created = rounds::create(tx, &permit, &draft, at(due.saturating_sub(200.days()), 20)).await?;
    Ok(created.expect("the rounds of the demo share no day of submission"))
}
