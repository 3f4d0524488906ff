//! Background jobs: their kinds, when a night and a week begin, and when a failed one is retried.

use crate::{Date, Timestamp, core::dates};
use jiff::{SignedDuration, ToSpan as _, civil::Weekday};

/// The maximum number of attempts of a job, over about two hours.
pub const ATTEMPTS: i64 = 8;

/// The hour in London at which a night begins. Every day of the year has it, because clocks change at one.
const NIGHT_HOUR: i8 = 4;
/// The hour on Mondays from which weekly summaries are written.
const SUMMARY_HOUR: i8 = 7;
/// The number of days during which they are written if the program was not running. After that, next week's has the same items.
const SUMMARY_DAYS: i64 = 2;

/// The kind of a background job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// Deletes what has expired, and inserts the jobs of the night and of the week.
    Night,
    /// Inserts a nightly job for each of the organisations after this one.
    Organisations,
    /// Writes the reminders of what is due soon in one organisation.
    Organisation,
    /// Tells the leads of one organisation which owners have not replied.
    Escalation,
    /// Closes a consultation that could not be closed with the others at night.
    Consultation,
    /// Inserts jobs for the weekly summaries to the addresses after this one.
    WeeklySummaries,
    /// Writes the weekly summary to one address.
    WeeklySummary,
    /// Inserts jobs for the link checks of the hosts after this one.
    Links,
    /// Checks the links to one host. It waits for other servers, so it runs beside all other jobs.
    Host,
    /// Signs a checkpoint of the event log.
    Checkpoint,
    /// Computes a proposal for the allocation of reviewers. It may take minutes of a processor, so it runs beside all other jobs.
    Allocation,
    /// Inserts a nightly job for each peer review round that is open.
    Rounds,
    /// Writes the emails about one peer review round.
    Round,
    /// Sends the approved feedback of one peer review round on its day, and writes the emails to its moderators.
    Feedback,
    /// Inserts a job for each email about feedback that was sent.
    SentFeedback,
    /// Writes one email about feedback that was sent.
    SentFeedbackEmail,
    /// Writes the emails about a draft that a moderator returned to its panel.
    ReturnedDraft,
}

impl JobKind {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Night,
        Self::Organisations,
        Self::Organisation,
        Self::Escalation,
        Self::Consultation,
        Self::WeeklySummaries,
        Self::WeeklySummary,
        Self::Links,
        Self::Host,
        Self::Checkpoint,
        Self::Allocation,
        Self::Rounds,
        Self::Round,
        Self::Feedback,
        Self::SentFeedback,
        Self::SentFeedbackEmail,
        Self::ReturnedDraft,
    ];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Organisations => "organisations",
            Self::Organisation => "organisation",
            Self::Escalation => "escalation",
            Self::Consultation => "consultation",
            Self::WeeklySummaries => "digests",
            Self::WeeklySummary => "digest",
            Self::Links => "links",
            Self::Host => "host",
            Self::Checkpoint => "checkpoint",
            Self::Allocation => "allocation",
            Self::Rounds => "rounds",
            Self::Round => "round",
            Self::Feedback => "feedback",
            Self::SentFeedback => "sent-feedback",
            Self::SentFeedbackEmail => "sent-feedback-email",
            Self::ReturnedDraft => "returned-draft",
        }
    }

    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The date of the night that began last. Each day has one.
#[must_use]
pub fn night(now: Timestamp) -> Date {
    last_day_at(now, NIGHT_HOUR)
}

/// The Monday of the week whose summaries are to be written now; `None` on other days, when they are written or too late.
#[must_use]
pub fn week(now: Timestamp) -> Option<Date> {
    let day = last_day_at(now, SUMMARY_HOUR);
    let since = i64::from(day.weekday().since(Weekday::Monday));
    (since < SUMMARY_DAYS).then(|| day.saturating_sub(since.days()))
}

/// The last day on which it has been that hour in London.
fn last_day_at(now: Timestamp, hour: i8) -> Date {
    let now = dates::in_london(now);
    if now.hour() < hour { now.date().saturating_sub(1.day()) } else { now.date() }
}

/// The delay before the next attempt of a job or an email, after that many: one minute, then two, four, eight … Both fail for good
/// long before the longest delay.
#[must_use]
pub fn retry_delay(attempts: i64) -> SignedDuration {
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
        assert_eq!([1, 2, 3, 8, 11].map(|attempts| retry_delay(attempts).as_mins()), [1, 2, 4, 128, 1024]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Repeated checks, from any moment within thirty years, find every night and every Monday once and in order,
        /// also when clocks change.
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
