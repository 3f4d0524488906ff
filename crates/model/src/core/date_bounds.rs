//! Bounds of the dates that can be entered in a form, so that a mistyped year is reported at its field.

use crate::{Date, core::dates::long_date};
use jiff::ToSpan as _;

/// What a date in a form is for, which decides its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateKind {
    /// A past event: a signature, a headcount, a figure. A form that allows no date in the future checks that itself.
    Past,
    /// A planned date: due dates, extensions, feedback, the dates of plans and actions, terms of office. It can be in the past,
    /// because past plans are recorded too.
    Planned,
    /// A past or future meeting.
    Meeting,
    /// The last day of a consultation.
    Closing,
}

impl DateKind {
    /// The maximum numbers of years back and ahead.
    fn years(self) -> (i64, i64) {
        match self {
            Self::Past => (30, 1),
            Self::Planned => (20, 20),
            Self::Meeting => (10, 5),
            Self::Closing => (10, 2),
        }
    }

    /// Checks a date; `label` is the field's name on the form.
    ///
    /// # Errors
    /// The message for the form, with the bound and the reason, if the date is out of bounds.
    pub fn check(self, label: &str, date: Date, today: Date) -> Result<Date, String> {
        let (back, ahead) = self.years();
        let (first, last) = (today.saturating_sub(back.years()), today.saturating_add(ahead.years()));
        let count = |years: i64| if years == 1 { "1 year".to_owned() } else { format!("{years} years") };
        if date < first {
            let (first, back) = (long_date(first), count(back));
            Err(format!(
                "{label} must be on or after {first}, because it cannot be more than {back} ago. Check the year"
            ))
        } else if date > last {
            let (last, ahead) = (long_date(last), count(ahead));
            Err(format!(
                "{label} must be on or before {last}, because it cannot be more than {ahead} ahead. Check the year"
            ))
        } else {
            Ok(date)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_due_date_of_another_century_is_refused_with_the_reason() {
        let today = date(2026, 11, 28);
        let due = |day| DateKind::Planned.check("Due date", day, today);
        assert_eq!(
            due(date(1999, 9, 30)).unwrap_err(),
            "Due date must be on or after 28 November 2006, because it cannot be more than 20 years ago. Check the year"
        );
        assert_eq!(
            due(date(2207, 9, 30)).unwrap_err(),
            "Due date must be on or before 28 November 2046, because it cannot be more than 20 years ahead. Check the year"
        );
        for day in [date(2006, 11, 28), today, date(2046, 11, 28)] {
            assert_eq!(due(day), Ok(day));
        }
    }

    #[test]
    fn every_kind_has_bounds_on_both_sides() {
        let today = date(2026, 11, 28);
        for kind in [DateKind::Past, DateKind::Planned, DateKind::Meeting, DateKind::Closing] {
            assert_eq!(kind.check("Date", today, today), Ok(today));
            for day in [date(1926, 11, 28), date(2126, 11, 28)] {
                assert!(kind.check("Date", day, today).is_err(), "{kind:?} {day}");
            }
        }
        assert!(DateKind::Past.check("Date", date(2027, 12, 1), today).unwrap_err().contains("more than 1 year ahead"));
    }
}
