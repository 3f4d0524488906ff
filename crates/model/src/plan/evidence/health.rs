//! The state of a link: it is broken after it has failed on three different days in a row.

use crate::Date;

/// The number of days on which a link must fail before it is broken, because servers may be down for a night.
const FAILED_DAYS_UNTIL_BROKEN: u32 = 3;

/// The state of a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// The number of different days in a row on which it failed.
    pub failed_days: u32,
    /// The latest of them.
    pub failed_on: Option<Date>,
    /// The day since which it has been broken.
    pub broken_since: Option<Date>,
}

impl Health {
    /// The state after a check on that day, which was answered or not.
    #[must_use]
    pub fn after(self, answered: bool, today: Date) -> Self {
        if answered {
            return Self::default();
        }
        let is_another_day = self.failed_on != Some(today);
        let failed_days = self.failed_days + u32::from(is_another_day);
        let broken_since = self.broken_since.or_else(|| (failed_days >= FAILED_DAYS_UNTIL_BROKEN).then_some(today));
        Self { failed_days, failed_on: Some(today), broken_since }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_link_is_broken_after_failing_on_three_days_and_works_after_one_answer() {
        let [first, second, third] = [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 30)];
        let failed = Health::default().after(false, first).after(false, first).after(false, first).after(false, second);
        assert_eq!((failed.failed_days, failed.broken_since), (2, None), "three times on one day count once");
        assert_eq!(failed.after(true, third), Health::default());
        let broken = failed.after(false, third);
        assert_eq!(broken.broken_since, Some(third));
        assert_eq!(broken.after(false, date(2027, 1, 1)).broken_since, Some(third), "the first day stays");
        assert_eq!(broken.after(true, date(2027, 1, 1)), Health::default());
    }
}
