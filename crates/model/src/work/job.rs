//! The program's own work: what kinds there are, when a night and a week begin, and when a failure is tried again.

use crate::{Date, Timestamp, core::dates};
use jiff::{SignedDuration, ToSpan as _, civil::Weekday};

/// How often a job is tried, for about two hours altogether.
pub const ATTEMPTS: i64 = 8;

/// A night's work begins at this hour in London, which every day of the year has: clocks change at one.
const NIGHT: i8 = 4;
/// Weekly summaries are written on Monday from this hour on.
const MORNING: i8 = 7;
/// So many days late they are still written, if the program was away. Beyond, next week's says the same.
const LATE: i64 = 2;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// Forget what is over, and put a night's work and a week's summaries.
    Night,
    /// Look at the organisations after this one, each in a job of its own.
    Organisations,
    /// A night's look at one organisation.
    Organisation,
    /// Put weekly summaries for the addresses after this one.
    WeeklySummaries,
    /// Write the weekly summary to one address.
    WeeklySummary,
    /// Put the links of the hosts after this one.
    Links,
    /// Ask for the links of one host. It waits for others, so that it is done beside everything else.
    Host,
}

impl JobKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Night,
        Self::Organisations,
        Self::Organisation,
        Self::WeeklySummaries,
        Self::WeeklySummary,
        Self::Links,
        Self::Host,
    ];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Organisations => "organisations",
            Self::Organisation => "organisation",
            Self::WeeklySummaries => "digests",
            Self::WeeklySummary => "digest",
            Self::Links => "links",
            Self::Host => "host",
        }
    }

    /// Read that word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The night that has begun last: each day has one.
#[must_use]
pub fn night(now: Timestamp) -> Date {
    begun(now, NIGHT)
}

/// The Monday of the week whose digests are to be written now; none on the other days, when they are written or too late.
#[must_use]
pub fn week(now: Timestamp) -> Option<Date> {
    let day = begun(now, MORNING);
    let since = i64::from(day.weekday().since(Weekday::Monday));
    (since < LATE).then(|| day.saturating_sub(since.days()))
}

/// The last day that had reached an hour.
fn begun(now: Timestamp, hour: i8) -> Date {
    let there = dates::there(now);
    if there.hour() < hour { there.date().saturating_sub(1.day()) } else { there.date() }
}

/// How long after that many attempts, of a job or an email, the next one waits: one minute, then two, four, eight … Both give up long
/// before the longest pause.
#[must_use]
pub fn pause(attempts: i64) -> SignedDuration {
    SignedDuration::from_mins(1 << (attempts - 1).clamp(0, 16))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn at(moment: &str) -> Timestamp {
        moment.parse().unwrap()
    }

    #[test]
    fn weekly_summaries_are_of_monday_morning_in_london_winter_and_summer() {
        assert_eq!(week(at("2026-11-23T06:59:59Z")), None);
        assert_eq!(week(at("2026-11-23T07:00:00Z")), Some(date(2026, 11, 23)));
        assert_eq!(week(at("2026-06-29T05:59:59Z")), None);
        assert_eq!(week(at("2026-06-29T06:00:00Z")), Some(date(2026, 6, 29)));
        // Late, and too late.
        assert_eq!(week(at("2026-11-25T06:59:59Z")), Some(date(2026, 11, 23)));
        assert_eq!(week(at("2026-11-25T07:00:00Z")), None);
    }

    #[test]
    fn words_of_kinds_are_read_back() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(JobKind::parse("knight"), None);
        assert_eq!([1, 2, 3, 8, 11].map(|attempts| pause(attempts).as_mins()), [1, 2, 4, 128, 1024]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Repeated looks, from any moment of thirty years on, find every night and every Monday once and in order,
        /// whatever clocks do.
        #[test]
        fn no_night_and_no_week_is_skipped_or_doubled(start in 1_700_000_000_i64..2_650_000_000, step in 900_i64..7_200) {
            let (mut nights, mut weeks) = (Vec::new(), Vec::new());
            let days = 210;
            for tick in 0..days * 86_400 / step {
                let now = Timestamp::from_second(start + tick * step).unwrap();
                nights.push(night(now));
                weeks.extend(week(now));
            }
            prop_assert!(nights.is_sorted() && weeks.is_sorted());
            nights.dedup();
            weeks.dedup();
            prop_assert!(nights.windows(2).all(|pair| pair[0].tomorrow().unwrap() == pair[1]));
            prop_assert!(weeks.windows(2).all(|pair| pair[0].checked_add(7.days()).unwrap() == pair[1]));
            prop_assert!(weeks.iter().all(|monday| monday.weekday() == Weekday::Monday));
            prop_assert!((29..=31).contains(&weeks.len()));
        }
    }
}
