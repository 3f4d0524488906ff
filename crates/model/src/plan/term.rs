//! Start date and length of a plan.

use crate::Date;
use jiff::ToSpan as _;

/// The start date of a plan and its length in months.
///
/// ```
/// use jiff::civil::date;
/// use model::plan::Term;
///
/// let term = Term::parse(date(2024, 10, 1), "24").unwrap();
/// assert_eq!(term.ends(), date(2026, 9, 30));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Its first day.
    pub starts: Date,
    /// Its length in months.
    pub months: u16,
}

impl Term {
    /// Maximum length in months.
    pub const MAX_MONTHS: u16 = 120;

    /// Parses the number of months.
    ///
    /// # Errors
    /// Returns a message if it is not a number from 1 to [`Self::MAX_MONTHS`].
    pub fn parse(starts: Date, months: &str) -> Result<Self, &'static str> {
        match months.trim().parse() {
            Ok(months) if (1..=Self::MAX_MONTHS).contains(&months) => Ok(Self { starts, months }),
            _ => Err("Length must be a number of months from 1 to 120"),
        }
    }
    /// Its last day: a plan of 24 months from 1 October 2024 ends on 30 September 2026.
    #[must_use]
    pub fn ends(&self) -> Date {
        self.starts.saturating_add(i32::from(self.months).months()).saturating_sub(1.day())
    }
}

/// The first and last day of a new plan of that many months. It starts on the day after the previous plan ends, or else on
/// the first day of the next month.
#[must_use]
pub fn next_span(last_ends: Option<Date>, today: Date, months: u16) -> (Date, Date) {
    let next_month = today.first_of_month().saturating_add(1.month());
    let starts = last_ends.filter(|ends| *ends >= today).map_or(next_month, |ends| ends.saturating_add(1.day()));
    (starts, Term { starts, months }.ends())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_plan_follows_the_last_without_a_gap() {
        let span = next_span(Some(date(2026, 12, 31)), date(2026, 11, 22), 36);
        assert_eq!(span, (date(2027, 1, 1), date(2029, 12, 31)));
    }

    #[test]
    fn without_a_current_plan_the_new_one_starts_with_the_next_month() {
        assert_eq!(next_span(None, date(2026, 12, 1), 24), (date(2027, 1, 1), date(2028, 12, 31)));
        assert_eq!(next_span(Some(date(2024, 3, 31)), date(2026, 1, 31), 1), (date(2026, 2, 1), date(2026, 2, 28)));
    }

    #[test]
    fn a_plan_ends_on_the_day_before_the_next_could_start() {
        let term = Term::parse(date(2024, 10, 1), " 24 ").unwrap();
        assert_eq!(term.ends(), date(2026, 9, 30));
        assert_eq!(Term { starts: date(2024, 3, 31), months: 1 }.ends(), date(2024, 4, 29));
        for wrong in ["", "0", "two", "121", "-3"] {
            assert!(Term::parse(date(2024, 10, 1), wrong).is_err(), "{wrong}");
        }
    }
}
