//! The peer review rounds of the world: one that is open, and one that was cancelled.

use jiff::{Timestamp, ToSpan as _};
use model::{
    RoundId,
    core::{
        dates::day,
        permit::{AtCharter, AtRound, CancelRound, CreateRound, Permit},
        short::Line,
    },
    peer_review::{round::RoundDates, round::draft::RoundDraft},
};
use store::{Tx, peer_review::rounds};

/// Creates a cancelled round, and one that gathers what is submitted from two months before `now` to one month after. Returns the open one first.
pub(super) async fn make(tx: &mut Tx, now: Timestamp) -> Vec<RoundId> {
    let operator = crate::operator();
    let today = day(now);
    let mut all = Vec::new();
    for name in ["Cancelled round", "Open round"] {
        let due = today.saturating_add(1.month());
        let dates = RoundDates::usual(today.saturating_sub(2.months()), due, due.saturating_add(4.months()));
        let draft = RoundDraft { name: Line::parse(name).unwrap(), dates: dates.unwrap() };
        let may = crate::lock(tx, &Permit::<CreateRound>::ask(&operator, AtCharter).unwrap()).await;
        let round = rounds::create(tx, &may, &draft, now).await.unwrap().unwrap();
        if all.is_empty() {
            let place = AtRound { round, is_cancelled: false };
            let may = crate::lock(tx, &Permit::<CancelRound>::ask(&operator, place).unwrap()).await;
            rounds::cancel(tx, &may, &Line::parse("Too few submissions").unwrap(), now).await.unwrap();
        }
        all.push(round);
    }
    all.reverse();
    all
}
