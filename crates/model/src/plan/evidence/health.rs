//! How a link fares: it is dead when it has failed on three different days in a row.

use crate::Date;

/// On so many days a link fails before it is called dead: servers are away for a night.
const PATIENCE: u32 = 3;

/// How a link fares.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// On how many different days in a row it failed.
    pub failed_days: u32,
    /// The last of them.
    pub failed_on: Option<Date>,
    /// Since when it is dead.
    pub dead_since: Option<Date>,
}

impl Health {
    /// How it fares after it was asked for on a day, and answered or did not.
    #[must_use]
    pub fn after(self, answered: bool, today: Date) -> Self {
        if answered {
            return Self::default();
        }
        let is_another_day = self.failed_on != Some(today);
        let failed_days = self.failed_days + u32::from(is_another_day);
        let dead_since = self.dead_since.or_else(|| (failed_days >= PATIENCE).then_some(today));
        Self { failed_days, failed_on: Some(today), dead_since }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn three_days_in_a_row_are_death_and_one_answer_is_life() {
        let [first, second, third] = [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 30)];
        let ill = Health::default().after(false, first).after(false, first).after(false, first).after(false, second);
        assert_eq!((ill.failed_days, ill.dead_since), (2, None), "three times on one day are one");
        assert_eq!(ill.after(true, third), Health::default());
        let dead = ill.after(false, third);
        assert_eq!(dead.dead_since, Some(third));
        assert_eq!(dead.after(false, date(2027, 1, 1)).dead_since, Some(third), "since the day it was found");
        assert_eq!(dead.after(true, date(2027, 1, 1)), Health::default());
    }
}
