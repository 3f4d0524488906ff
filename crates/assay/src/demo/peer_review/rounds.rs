//! Creates the rounds. No two have a day of submission in common.

use super::super::{
    context::at,
    people::{Actor, line, lock},
};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use model::{
    RoundId,
    core::{
        dates::month_year,
        permit::{AtCharter, CreateRound},
    },
    peer_review::{round::RoundDates, round::draft::RoundDraft},
};
use store::{Error, Tx, peer_review::rounds};

/// The rounds, by what goes on in them.
pub(super) struct Rounds {
    /// Its feedback was sent years ago.
    pub(super) sent: RoundId,
    /// Some panels still read, and some feedback is sent.
    pub(super) reading: RoundId,
    /// Its submissions are in, and its reviewers are not allocated yet.
    pub(super) allocating: RoundId,
    /// Reviewers volunteer and are trained.
    pub(super) recruiting: RoundId,
}

impl Rounds {
    pub(super) async fn create(tx: &mut Tx, secretariat: Actor, today: Date) -> Result<Self, Error> {
        let day = |days: i32| today.saturating_add(days.days());
        Ok(Self {
            sent: create(tx, secretariat, (date(2022, 9, 1), date(2023, 1, 31))).await?,
            reading: create(tx, secretariat, (day(-180), day(-58))).await?,
            allocating: create(tx, secretariat, (day(-57), day(-10))).await?,
            recruiting: create(tx, secretariat, (day(-9), day(60))).await?,
        })
    }
}

/// Creates a round between its first and its last day of submission, half a year before that.
async fn create(tx: &mut Tx, secretariat: Actor, (first, due): (Date, Date)) -> Result<RoundId, Error> {
    let dates = RoundDates::usual(first, due, due.saturating_add(4.months())).expect("four months are enough");
    let draft = RoundDraft { name: line(&month_year(due)), dates };
    let permit = lock(tx, &secretariat.may::<CreateRound>(AtCharter)).await?;
    let created = rounds::create(tx, &permit, &draft, at(due.saturating_sub(200.days()), 20)).await?;
    Ok(created.expect("the rounds of the demo share no day of submission"))
}
