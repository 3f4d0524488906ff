//! A review of the plan, twice a year: what moved, what is stuck, what is overdue, what was never touched, what is completed.
//!
//! It is the organisation's own look at its plan. The review by peers, of a submission, is another thing.

mod finding;
mod record;

pub use finding::{Finding, Found, Since, sort};
pub use record::{Record, Stood};

use crate::{Date, PlanId, PlanReviewId, Timestamp, core::dates::day};
use jiff::ToSpan as _;

/// The most characters of the minutes.
pub const LONGEST_MINUTES: usize = 20_000;
/// The most characters of the lead's words in the letters.
pub const LONGEST_NOTE: usize = 1_000;

/// A review of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanReview {
    /// Its identity.
    pub id: PlanReviewId,
    /// The plan.
    pub plan: PlanId,
    /// When the working group meets, where that is known.
    pub meets: Option<Date>,
    /// The lead's words in the letters; may be blank.
    pub note: String,
    /// What was said and decided; may be blank.
    pub minutes: String,
    /// Counts the changes of the minutes, so that nobody's words are overwritten.
    pub revision: i64,
    /// When it was opened.
    pub opened: Timestamp,
    /// How far it is.
    pub state: State,
}

/// How far a review is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Owners are asked, and the working group meets.
    Open,
    /// It is closed: nothing of it changes any more.
    Closed {
        /// When.
        at: Timestamp,
        /// How the plan stood then.
        record: Record,
        /// What everyone may read of it; none while nobody may.
        published: Option<Published>,
    },
}

/// What everyone may read of a closed review, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Since when.
    pub at: Timestamp,
    /// Whether the minutes are among it. The day and how the plan stood always are.
    pub minutes: bool,
}

impl PlanReview {
    /// Whether it is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }
    /// The day on which it was closed.
    #[must_use]
    pub fn closed_on(&self) -> Option<Date> {
        match &self.state {
            State::Open => None,
            State::Closed { at, .. } => Some(day(*at)),
        }
    }
    /// How the plan stood when it was closed.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match &self.state {
            State::Open => None,
            State::Closed { record, .. } => Some(record),
        }
    }
}

/// When a plan is to be reviewed next: so many months after the last review or, before the first, after its first day. None where
/// the charter asks for no reviews, or where the plan ends before.
#[must_use]
pub fn next_due(every_months: Option<u8>, starts: Date, ends: Date, last: Option<Date>) -> Option<Date> {
    let since = last.filter(|last| *last >= starts).unwrap_or(starts);
    let due = since.saturating_add(i32::from(every_months?).months());
    (due <= ends).then_some(due)
}

/// Read words that may be blank and are not too many.
///
/// # Errors
/// A sentence.
pub fn words(text: &str, most: usize) -> Result<String, String> {
    let words = text.trim().replace("\r\n", "\n");
    if words.chars().count() > most { Err(format!("Text must be {most} characters or fewer")) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_review_is_due_so_many_months_after_the_last() {
        let (starts, ends) = (date(2025, 1, 1), date(2026, 12, 31));
        assert_eq!(next_due(Some(6), starts, ends, None), Some(date(2025, 7, 1)));
        assert_eq!(next_due(Some(6), starts, ends, Some(date(2025, 8, 31))), Some(date(2026, 2, 28)));
        // A review of the plan before does not count for this one.
        assert_eq!(next_due(Some(6), starts, ends, Some(date(2024, 11, 1))), Some(date(2025, 7, 1)));
        assert_eq!(next_due(Some(6), starts, ends, Some(date(2026, 9, 1))), None);
        assert_eq!(next_due(None, starts, ends, None), None);
    }

    #[test]
    fn minutes_are_bounded() {
        assert_eq!(words(" We met.\r\nAll came. ", 100).unwrap(), "We met.\nAll came.");
        assert_eq!(words("  ", 1).unwrap(), "");
        assert!(words("éé", 1).is_err());
    }
}
