//! A plan on a line of time: where the bar of each action begins and ends between the first and the last day of the plan.

use crate::Date;

/// The length of the line.
pub const LENGTH: i64 = 1_000;

/// What is to be said about the dates of an action, which its bar shows by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineState {
    /// It is due today or later, within the plan.
    Ahead,
    /// Its due date has passed.
    Passed,
    /// It is due after the last day of the plan.
    Beyond,
    /// It has no due date.
    Undated,
}

/// The bar of an action on the line, from 0 to [`LENGTH`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineBar {
    /// Where it begins.
    pub from: i64,
    /// Where it ends, after it begins.
    pub to: i64,
}

/// The line of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeline {
    starts: Date,
    ends: Date,
    today: Date,
}

impl Timeline {
    /// The line from the first to the last day of a plan; one without a day has one.
    #[must_use]
    pub fn new(starts: Date, ends: Date, today: Date) -> Self {
        Self { starts, ends: ends.max(starts), today }
    }

    /// Where today is; none outside the plan.
    #[must_use]
    pub fn today(&self) -> Option<i64> {
        (self.starts..=self.ends).contains(&self.today).then(|| self.place(self.today, 0))
    }

    /// Where each year begins, without the one in which the plan does.
    #[must_use]
    pub fn years(&self) -> Vec<i64> {
        let first_days = (self.starts.year() + 1..=self.ends.year()).filter_map(|year| Date::new(year, 1, 1).ok());
        first_days.map(|day| self.place(day, 0)).collect()
    }

    /// What is to be said about an action with this due date.
    #[must_use]
    pub fn state(&self, due: Option<Date>) -> TimelineState {
        match due {
            None => TimelineState::Undated,
            Some(due) if due < self.today => TimelineState::Passed,
            Some(due) if due > self.ends => TimelineState::Beyond,
            Some(_) => TimelineState::Ahead,
        }
    }

    /// The bar of an action; none without a due date. Without a start date it begins with the plan. It is never so short that it cannot be seen.
    #[must_use]
    pub fn bar(&self, starts: Option<Date>, due: Option<Date>) -> Option<TimelineBar> {
        let due = due?;
        let to = self.place(due, 1).max(SHORTEST);
        let from = starts.map_or(0, |starts| self.place(starts, 0)).min(to - SHORTEST);
        Some(TimelineBar { from, to })
    }

    /// The place of a day, or of the end of it with 1 day `more`.
    fn place(&self, day: Date, more: i64) -> i64 {
        let whole = days(self.starts, self.ends) + 1;
        ((days(self.starts, day) + more) * LENGTH / whole).clamp(0, LENGTH)
    }
}

/// The shortest bar.
const SHORTEST: i64 = 12;

fn days(first: Date, last: Date) -> i64 {
    first.duration_until(last).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn line() -> Timeline {
        Timeline::new(date(2027, 1, 1), date(2028, 12, 31), date(2027, 7, 1))
    }

    #[test]
    fn a_bar_goes_from_the_start_to_the_end_of_the_due_date() {
        let whole = line().bar(Some(date(2027, 1, 1)), Some(date(2028, 12, 31)));
        assert_eq!(whole, Some(TimelineBar { from: 0, to: LENGTH }));
        let second = line().bar(Some(date(2028, 1, 1)), Some(date(2028, 12, 31))).unwrap();
        assert_eq!((second.from, second.to), (line().years()[0], LENGTH));
        assert_eq!(line().bar(None, Some(date(2028, 12, 31))), whole, "without a start it begins with the plan");
        assert_eq!(line().bar(Some(date(2027, 1, 1)), None), None);
    }

    #[test]
    fn what_is_late_or_beyond_the_plan_is_told() {
        assert_eq!(line().state(Some(date(2027, 6, 30))), TimelineState::Passed);
        assert_eq!(line().state(Some(date(2027, 7, 1))), TimelineState::Ahead, "due today");
        assert_eq!(line().state(Some(date(2029, 1, 1))), TimelineState::Beyond);
        assert_eq!(line().state(None), TimelineState::Undated);
    }

    #[test]
    fn today_is_on_the_line_only_during_the_plan() {
        assert_eq!(line().today(), Some(181 * LENGTH / 731));
        assert_eq!(Timeline { today: date(2026, 12, 31), ..line() }.today(), None);
        assert_eq!(Timeline { today: date(2029, 1, 1), ..line() }.today(), None);
    }

    proptest! {
        #[test]
        fn every_bar_is_on_the_line_and_can_be_seen(starts in 0..2_000i64, length in -100..2_000i64, from in -3_000..3_000i64, to in -3_000..3_000i64) {
            let day = |days: i64| date(2027, 1, 1).saturating_add(jiff::Span::new().days(days));
            let line = Timeline::new(day(starts), day(starts + length), day(0));
            for begins in [None, Some(day(from))] {
                let bar = line.bar(begins, Some(day(to))).unwrap();
                prop_assert!(0 <= bar.from && bar.to <= LENGTH && bar.to - bar.from >= SHORTEST, "{bar:?}");
            }
        }
    }
}
