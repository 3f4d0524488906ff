//! Reminders: which reminder is due, and in which week.

use crate::{Date, core::dates::relative_to};
use jiff::ToSpan as _;

/// How long before a due date a reminder is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticePeriod {
    /// A year.
    Year,
    /// Six months.
    HalfYear,
    /// Three months.
    Quarter,
    /// One month.
    Month,
    /// A week. It is an email of its own, because Monday may be too late.
    Week,
}

impl NoticePeriod {
    /// For the submission of a stage, longest first.
    pub const FOR_STAGES: [Self; 4] = [Self::Year, Self::HalfYear, Self::Quarter, Self::Month];
    /// For actions and progress reviews.
    pub const FOR_ACTIONS: [Self; 1] = [Self::Month];

    /// The day that is this long before the due date.
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

    /// The period within a sentence: "It is due *in 3 months*".
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

/// The reminder of a due date in the weekly summary of the week that begins on `monday`, if there is one.
#[must_use]
pub fn in_week(due: Date, periods: &[NoticePeriod], monday: Date) -> Option<NoticePeriod> {
    let next = monday.saturating_add(7.days());
    periods.iter().copied().find(|period| (monday..next).contains(&period.day(due)))
}

/// Whether an email of its own is due: from a week before until the day before the due date, so that a night on which the
/// program was not running is made up for.
#[must_use]
pub fn is_urgent(due: Date, today: Date) -> bool {
    (NoticePeriod::Week.day(due)..due).contains(&today)
}

/// Whether the weekly summary repeats what is overdue: only on the first Monday of a month, because a weekly repetition would not
/// be read.
#[must_use]
pub fn repeats_overdue(monday: Date) -> bool {
    monday.day() <= 7
}

/// The due date and how far away it is: "on 30 September 2027 (in 10 months)".
#[must_use]
pub fn when(due: Date, today: Date) -> String {
    format!("on {} ({})", crate::core::dates::long_date(due), relative_to(today, due))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    #[test]
    fn a_month_without_that_day_ends_earlier() {
        assert_eq!(NoticePeriod::HalfYear.day(date(2028, 8, 31)), date(2028, 2, 29));
        assert_eq!(NoticePeriod::Year.day(date(2028, 2, 29)), date(2027, 2, 28));
        assert_eq!(NoticePeriod::Month.day(date(2027, 3, 31)), date(2027, 2, 28));
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

        /// Over 80 Mondays, each reminder of a due date is in one week, and they are in order.
        #[test]
        fn every_reminder_is_in_exactly_one_week(day in 0_i64..20_000) {
            let due = date(2010, 1, 1).checked_add(day.days()).unwrap();
            let first = due.checked_sub(400.days()).unwrap();
            let monday = first.checked_sub(i64::from(first.weekday().since(Weekday::Monday)).days()).unwrap();
            let given: Vec<_> = (0..80)
                .filter_map(|week| in_week(due, &NoticePeriod::FOR_STAGES, monday.checked_add((7 * week).days()).unwrap()))
                .collect();
            prop_assert_eq!(given, NoticePeriod::FOR_STAGES);
        }

        #[test]
        fn what_is_overdue_is_repeated_once_a_month(week in 0_i64..2_000) {
            let monday = date(2026, 11, 23).checked_add((7 * week).days()).unwrap();
            let month: Vec<_> = (0..6)
                .map(|more| monday.checked_add((7 * more).days()).unwrap())
                .filter(|one| repeats_overdue(*one))
                .collect();
            prop_assert!(!month.is_empty() && month.windows(2).all(|pair| pair[0].month() != pair[1].month()));
        }
    }
}
