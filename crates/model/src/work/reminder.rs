//! Reminders: which reminder is due, and in which week.

use crate::{Date, core::dates::from_now};
use jiff::ToSpan as _;

/// How long before a due date there is a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ahead {
    /// A year.
    Year,
    /// Six months.
    HalfYear,
    /// Three months.
    Quarter,
    /// One month.
    Month,
    /// A week: too near to wait for Monday.
    Week,
}

impl Ahead {
    /// For the submission of a stage, the farthest first.
    pub const OF_A_STAGE: [Self; 4] = [Self::Year, Self::HalfYear, Self::Quarter, Self::Month];
    /// For an action and a review.
    pub const OF_AN_ACTION: [Self; 1] = [Self::Month];

    /// The day on which something is that far ahead.
    #[must_use]
    pub fn day(self, due: Date) -> Date {
        due.saturating_sub(match self {
            Self::Year => 1.year(),
            Self::HalfYear => 6.months(),
            Self::Quarter => 3.months(),
            Self::Month => 1.month(),
            Self::Week => 7.days(),
        })
    }

    /// The same in a sentence: "It is due *in three months*".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Year => "in 1 year",
            Self::HalfYear => "in 6 months",
            Self::Quarter => "in 3 months",
            Self::Month => "in 1 month",
            Self::Week => "in 1 week",
        }
    }
}

/// The reminder in the weekly summary of the week that begins on `monday` about a due date; none if there is none that
/// week.
#[must_use]
pub fn in_week(due: Date, notices: &[Ahead], monday: Date) -> Option<Ahead> {
    let next = monday.saturating_add(7.days());
    notices.iter().copied().find(|ahead| (monday..next).contains(&ahead.day(due)))
}

/// Whether an email of its own is due now: from a week before until the due date itself, so that a night on which the
/// program was off is made up for.
#[must_use]
pub fn is_urgent(due: Date, today: Date) -> bool {
    (Ahead::Week.day(due)..due).contains(&today)
}

/// Whether the weekly summary repeats what is overdue: on the first Monday of a month. Every week would be too often to
/// be read.
#[must_use]
pub fn nags(monday: Date) -> bool {
    monday.day() <= 7
}

/// When it is due, for a reader: "on 30 September 2027 (in 10 months)".
#[must_use]
pub fn when(due: Date, today: Date) -> String {
    format!("on {} ({})", crate::core::dates::long_date(due), from_now(today, due))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    #[test]
    fn a_month_without_that_day_ends_earlier() {
        assert_eq!(Ahead::HalfYear.day(date(2028, 8, 31)), date(2028, 2, 29));
        assert_eq!(Ahead::Year.day(date(2028, 2, 29)), date(2027, 2, 28));
        assert_eq!(Ahead::Month.day(date(2027, 3, 31)), date(2027, 2, 28));
    }

    #[test]
    fn urgent_is_the_last_week_and_never_the_day_itself() {
        let due = date(2027, 9, 30);
        assert!(!is_urgent(due, date(2027, 9, 22)));
        assert!(is_urgent(due, date(2027, 9, 23)) && is_urgent(due, date(2027, 9, 29)));
        assert!(!is_urgent(due, due));
        assert_eq!(when(due, date(2027, 9, 23)), "on 30 September 2027 (in 7 days)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Over two years of Mondays, each notice of a due day is given in one week, and they come in their order.
        #[test]
        fn every_notice_is_given_in_exactly_one_week(day in 0_i64..20_000) {
            let due = date(2010, 1, 1).checked_add(day.days()).unwrap();
            let first = due.checked_sub(400.days()).unwrap();
            let monday = first.checked_sub(i64::from(first.weekday().since(Weekday::Monday)).days()).unwrap();
            let given: Vec<_> = (0..80)
                .filter_map(|week| in_week(due, &Ahead::OF_A_STAGE, monday.checked_add((7 * week).days()).unwrap()))
                .collect();
            prop_assert_eq!(given, Ahead::OF_A_STAGE);
        }

        #[test]
        fn every_month_nags_once(week in 0_i64..2_000) {
            let monday = date(2026, 11, 23).checked_add((7 * week).days()).unwrap();
            let month: Vec<_> = (0..6)
                .map(|more| monday.checked_add((7 * more).days()).unwrap())
                .filter(|one| nags(*one))
                .collect();
            prop_assert!(!month.is_empty() && month.windows(2).all(|pair| pair[0].month() != pair[1].month()));
        }
    }
}
