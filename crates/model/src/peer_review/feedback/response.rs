//! Until when an organisation can respond to feedback and rate it.

use crate::{Date, Timestamp, core::dates::day};
use jiff::ToSpan as _;

/// The last day to respond to feedback that was sent at that time, and to rate it.
#[must_use]
pub fn respond_by(sent: Timestamp, weeks: u8) -> Date {
    day(sent).saturating_add(i32::from(weeks).weeks())
}

/// The state of a response to feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseState {
    /// It can be written and sent until the end of that day.
    Open(Date),
    /// It was sent, and does not change any more.
    Sent(Timestamp),
    /// It was not sent, and that was the last day.
    Closed(Date),
}

impl ResponseState {
    /// The state of the response to feedback that was sent at a time, on the day `today`.
    #[must_use]
    pub fn of(sent: Timestamp, weeks: u8, responded: Option<Timestamp>, today: Date) -> Self {
        let last = respond_by(sent, weeks);
        match responded {
            Some(at) => Self::Sent(at),
            None if today <= last => Self::Open(last),
            None => Self::Closed(last),
        }
    }
    /// Whether it can be written and sent.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_response_is_open_until_the_end_of_its_last_day_and_what_was_sent_stays() {
        // It is already the next day in the United Kingdom.
        let sent: Timestamp = "2027-06-30T23:30:00Z".parse().unwrap();
        let last = date(2027, 8, 12);
        assert_eq!(respond_by(sent, 6), last);
        let on = |today, responded| ResponseState::of(sent, 6, responded, today);
        assert_eq!(on(last, None), ResponseState::Open(last));
        assert!(on(last, None).is_open());
        assert_eq!(on(date(2027, 8, 13), None), ResponseState::Closed(last));
        assert_eq!(on(date(2028, 1, 1), Some(sent)), ResponseState::Sent(sent));
        assert!(!on(last, Some(sent)).is_open());
    }
}
