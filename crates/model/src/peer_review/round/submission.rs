//! The round of a submission.

use super::{ReviewRound, RoundStep};
use crate::{Date, RoundId};

/// The relation of a submission to a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundMembership {
    /// It came between the first and the last day of submission.
    InTime,
    /// It came later, and was accepted.
    AcceptedLate,
    /// It came later, and can be accepted.
    CanBeAccepted,
    /// It is not in this round.
    Elsewhere,
}

impl ReviewRound {
    /// Whether a submission can come back to its panel. A round whose only submissions were returned has nothing left to do, and is not over.
    fn takes_back(&self, today: Date) -> bool {
        self.is_open(today) || today <= self.dates.of(RoundStep::Send)
    }

    /// The relation to this round of a submission of the day `on`. `accepted` is the round that accepted it late, if one did that is not
    /// cancelled. A submission is in one round at most: that round, or else the one of its day. One that a panel of this round read before it was
    /// returned for changes (`was_read`) can come back to that panel until the round is finished and its last day is over.
    #[must_use]
    pub fn membership(&self, on: Date, (accepted, was_read): (Option<RoundId>, bool), today: Date) -> RoundMembership {
        if self.cancelled.is_some() {
            return RoundMembership::Elsewhere;
        }
        match accepted {
            Some(round) if round != self.id => RoundMembership::Elsewhere,
            // The dates of the round may have changed since it was accepted.
            _ if self.dates.gathers(on) => RoundMembership::InTime,
            Some(_) => RoundMembership::AcceptedLate,
            None if on > self.dates.due() && (self.accepts_late(today) || (was_read && self.takes_back(today))) => {
                RoundMembership::CanBeAccepted
            }
            None => RoundMembership::Elsewhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer_review::round::{Cancellation, RoundDates};
    use jiff::civil::date;
    use uuid::Uuid;

    fn round() -> ReviewRound {
        let dates = RoundDates::usual(date(2026, 10, 1), date(2027, 1, 31), date(2027, 5, 31)).unwrap();
        ReviewRound::invented(1, "January 2027", dates)
    }

    const TODAY: Date = date(2027, 2, 10);
    const IN_TIME: Date = date(2027, 1, 31);
    const LATE: Date = date(2027, 2, 1);

    #[test]
    fn a_submission_is_in_the_round_of_its_day() {
        assert_eq!(round().membership(IN_TIME, (None, false), TODAY), RoundMembership::InTime);
        assert_eq!(round().membership(date(2026, 9, 30), (None, false), TODAY), RoundMembership::Elsewhere);
    }

    #[test]
    fn a_later_one_is_in_it_once_it_is_accepted() {
        assert_eq!(round().membership(LATE, (None, false), TODAY), RoundMembership::CanBeAccepted);
        assert_eq!(round().membership(LATE, (Some(round().id), false), TODAY), RoundMembership::AcceptedLate);
        let allocated = ReviewRound { done: Some(RoundStep::Allocate), ..round() };
        assert_eq!(
            allocated.membership(LATE, (None, false), TODAY),
            RoundMembership::Elsewhere,
            "reviewers are allocated"
        );
        assert_eq!(allocated.membership(LATE, (Some(round().id), false), TODAY), RoundMembership::AcceptedLate);
    }

    #[test]
    fn a_submission_that_an_earlier_round_accepted_is_in_no_other() {
        let earlier = RoundId(Uuid::from_u128(2));
        for on in [IN_TIME, LATE] {
            assert_eq!(round().membership(on, (Some(earlier), false), TODAY), RoundMembership::Elsewhere);
        }
    }

    #[test]
    fn one_that_was_accepted_is_in_time_once_the_last_day_is_moved() {
        let dates = RoundDates::usual(date(2026, 10, 1), LATE, date(2027, 5, 31)).unwrap();
        let moved = ReviewRound { dates, ..round() };
        assert_eq!(moved.membership(LATE, (Some(moved.id), false), TODAY), RoundMembership::InTime);
    }

    #[test]
    fn one_that_was_returned_while_its_panel_read_it_can_come_back_until_the_round_is_over() {
        let at = |done, today| ReviewRound { done: Some(done), ..round() }.membership(LATE, (None, true), today);
        let after = date(2027, 6, 1);
        assert_eq!(at(RoundStep::Allocate, TODAY), RoundMembership::CanBeAccepted);
        assert_eq!(at(RoundStep::Send, TODAY), RoundMembership::CanBeAccepted, "its only submission was returned");
        assert_eq!(at(RoundStep::Moderate, after), RoundMembership::CanBeAccepted, "the round is late");
        assert_eq!(at(RoundStep::Send, after), RoundMembership::Elsewhere, "the round is over");
    }

    #[test]
    fn a_cancelled_round_has_no_submissions() {
        let cancelled = Cancellation { on: TODAY, reason: "Too few".to_owned() };
        let round = ReviewRound { cancelled: Some(cancelled), ..round() };
        for (on, accepted) in [(IN_TIME, None), (LATE, None), (LATE, Some(round.id))] {
            assert_eq!(round.membership(on, (accepted, false), TODAY), RoundMembership::Elsewhere);
        }
    }
}
