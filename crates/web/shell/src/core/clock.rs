//! The clock: the only source of the time, so that tests can set it.

use jiff::{SignedDuration, Timestamp};
pub use model::core::dates::{day, time};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::Relaxed},
};

/// A clock. Cheap to clone; clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Seconds by which a test has advanced the clock.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// Returns the current time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_secs(self.ahead.load(Relaxed))
    }

    /// Advances the clock, for tests.
    pub fn advance(&self, duration: SignedDuration) {
        self.ahead.fetch_add(duration.as_secs(), Relaxed);
    }
}

/// Formats a date and time for people: "22 November 2026 at 14:32".
#[must_use]
pub fn date_and_time(moment: Timestamp) -> String {
    format!("{} at {}", model::core::dates::long_date(day(moment)), time(moment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summer_day_begins_at_british_midnight() {
        assert_eq!(day("2026-06-30T23:30:00Z".parse().unwrap()), jiff::civil::date(2026, 7, 1));
        assert_eq!(time("2026-06-30T23:30:00Z".parse().unwrap()), "00:30");
        assert_eq!(day("2026-12-31T23:30:00Z".parse().unwrap()), jiff::civil::date(2026, 12, 31));
    }
}
