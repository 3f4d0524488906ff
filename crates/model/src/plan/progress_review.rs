//! Progress reviews: twice a year an organisation reviews which actions are completed, updated, overdue or without progress.
//!
//! A progress review is internal. Peer review, of a submission, is separate.

mod finding;
mod record;

pub use finding::{ActionFinding, Baseline, Finding, findings};
pub use record::{RatingsRecord, RecordedAction};

use crate::{Date, PlanId, ProgressReviewId, Timestamp, core::dates::day};
use jiff::ToSpan as _;

/// Maximum length of the minutes, in characters.
pub const MAX_MINUTES_CHARACTERS: usize = 20_000;
/// Maximum length of the lead's message to owners, in characters.
pub const MAX_NOTE_CHARACTERS: usize = 1_000;

/// A progress review of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressReview {
    /// The id.
    pub id: ProgressReviewId,
    /// The plan.
    pub plan: PlanId,
    /// The date of the working group meeting, if known.
    pub meets: Option<Date>,
    /// The lead's message in the emails to owners; may be blank.
    pub note: String,
    /// The minutes; may be blank.
    pub minutes: String,
    /// Incremented by each edit of the minutes; an edit of an older revision is refused.
    pub revision: i64,
    /// When it was started.
    pub opened: Timestamp,
    /// Whether it is open or closed.
    pub state: ProgressReviewState,
}

/// Whether a progress review is open or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgressReviewState {
    /// Updates are requested, and the working group meets.
    Open,
    /// Closed: it does not change any more.
    Closed {
        /// When it was closed.
        at: Timestamp,
        /// The ratings on that day.
        record: RatingsRecord,
        /// Its publication; `None` if it is not public.
        published: Option<Published>,
    },
}

/// The publication of a closed progress review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// When it was published.
    pub at: Timestamp,
    /// Whether the minutes are public. The date and the ratings always are.
    pub minutes: bool,
}

impl ProgressReview {
    /// Whether it is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == ProgressReviewState::Open
    }
    /// The day on which it was closed.
    #[must_use]
    pub fn closed_on(&self) -> Option<Date> {
        match &self.state {
            ProgressReviewState::Open => None,
            ProgressReviewState::Closed { at, .. } => Some(day(*at)),
        }
    }
    /// The ratings on the day it was closed.
    #[must_use]
    pub fn record(&self) -> Option<&RatingsRecord> {
        match &self.state {
            ProgressReviewState::Open => None,
            ProgressReviewState::Closed { record, .. } => Some(record),
        }
    }
}

/// When the next progress review is due: that many months after the last one, or after the plan's start date. `None` if the
/// charter asks for no reviews or the plan ends before.
#[must_use]
pub fn next_due(every_months: Option<u8>, starts: Date, ends: Date, last: Option<Date>) -> Option<Date> {
    let since = last.filter(|last| *last >= starts).unwrap_or(starts);
    let due = since.saturating_add(i32::from(every_months?).months());
    (due <= ends).then_some(due)
}

/// Parses an optional text of limited length.
///
/// # Errors
/// Returns a message if it is too long.
pub fn words(text: &str, most: usize) -> Result<String, String> {
    let words = text.trim().replace("\r\n", "\n");
    if words.chars().count() > most { Err(format!("Text must be {most} characters or fewer")) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_review_is_due_some_months_after_the_last() {
        let (starts, ends) = (date(2025, 1, 1), date(2026, 12, 31));
        assert_eq!(next_due(Some(6), starts, ends, None), Some(date(2025, 7, 1)));
        assert_eq!(next_due(Some(6), starts, ends, Some(date(2025, 8, 31))), Some(date(2026, 2, 28)));
        // A review of the previous plan does not count for this one.
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
