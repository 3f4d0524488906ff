//! The time, asked for in one place so that tests can set it.

use jiff::{SignedDuration, Timestamp};
pub use model::core::dates::{day, time};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering::Relaxed},
};

/// Tells the time. Cheap to clone; clones agree.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Seconds by which a test is ahead of the world.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// Now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_secs(self.ahead.load(Relaxed))
    }

    /// Let time pass, for tests.
    pub fn pass(&self, time: SignedDuration) {
        self.ahead.fetch_add(time.as_secs(), Relaxed);
    }
}

/// A moment as people write it: "22 November 2026, 14:32".
#[must_use]
pub fn moment(moment: Timestamp) -> String {
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
