//! Dates in words, as on screen, on paper and in emails.

use crate::{Date, Timestamp};
use jiff::{Unit, tz::TimeZone};

/// The names of the months, from January.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The moment as the database keeps it, to the microsecond.
///
/// # Panics
/// Never: each moment has a microsecond.
#[must_use]
pub fn to_the_microsecond(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).expect("the microsecond of a moment is a moment")
}

/// The date of a moment in London. Due dates end at midnight there.
#[must_use]
pub fn day(moment: Timestamp) -> Date {
    in_london(moment).date()
}

/// The moment at which a day ends in London and the next begins.
#[must_use]
pub fn end_of(day: Date) -> Timestamp {
    start_of(day.saturating_add(jiff::Span::new().days(1)))
}

/// The moment at which a day begins in London.
#[must_use]
pub fn start_of(day: Date) -> Timestamp {
    day.to_zoned(london()).map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

/// The time of a moment in London: "14:32".
#[must_use]
pub fn time(moment: Timestamp) -> String {
    in_london(moment).strftime("%H:%M").to_string()
}

pub(crate) fn in_london(moment: Timestamp) -> jiff::Zoned {
    moment.to_zoned(london())
}

fn london() -> TimeZone {
    static LONDON: std::sync::LazyLock<TimeZone> =
        std::sync::LazyLock::new(|| TimeZone::get("Europe/London").expect("the time zones are built in"));
    LONDON.clone()
}

/// "30 September 2027".
#[must_use]
pub fn long_date(date: Date) -> String {
    format!("{} {}", date.day(), month_year(date))
}

/// "September 2027".
#[must_use]
pub fn month_year(date: Date) -> String {
    format!("{} {}", month(date), date.year())
}

fn month(date: Date) -> &'static str {
    let index = usize::try_from(date.month() - 1).expect("a month is 1 to 12");
    MONTHS[index]
}

/// How far away a due date is: "today", "tomorrow", "in 10 months", "12 days overdue".
///
/// In days up to a fortnight, weeks up to two months, months up to two years, then years; always rounded down, so that it
/// never shows more time than is left.
#[must_use]
pub fn relative_to(today: Date, due: Date) -> String {
    match days(today, due) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2.. => format!("in {}", span(today, due)),
        _ => format!("{} overdue", span(due, today)),
    }
}

/// The time between two days in the most suitable unit: "12 days", "6 weeks", "10 months".
fn span(first: Date, last: Date) -> String {
    let days = days(first, last);
    let months = first.until((Unit::Month, last)).map_or(0, |span| span.get_months());
    match (days, months) {
        (..14, _) => count(days, "day"),
        (_, ..2) => count(days / 7, "week"),
        (_, ..24) => count(months.into(), "month"),
        _ => count(i64::from(months / 12), "year"),
    }
}

fn days(first: Date, last: Date) -> i64 {
    first.duration_until(last).as_hours() / 24
}

/// "1 day", "10 months".
#[must_use]
pub fn count(number: i64, unit: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// The text with its first letter as a capital.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod edges {
    use super::*;

    #[test]
    fn a_day_begins_and_ends_at_british_midnight() {
        let summer = jiff::civil::date(2026, 7, 1);
        assert_eq!(start_of(summer), "2026-06-30T23:00:00Z".parse().unwrap());
        assert_eq!(end_of(summer), "2026-07-01T23:00:00Z".parse().unwrap());
        assert_eq!(day(start_of(summer)), summer);
        // The day on which the clocks go back has 25 hours.
        let long = jiff::civil::date(2026, 10, 25);
        assert_eq!(end_of(long).duration_since(start_of(long)).as_hours(), 25);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_written_out() {
        assert_eq!(long_date(date(2027, 9, 30)), "30 September 2027");
        assert_eq!(long_date(date(2028, 1, 1)), "1 January 2028");
        assert_eq!(month_year(date(2019, 12, 6)), "December 2019");
    }

    #[test]
    fn the_time_left_is_shown_in_the_unit_that_fits() {
        let today = date(2026, 11, 22);
        let shown = |year, month, day| relative_to(today, date(year, month, day));
        assert_eq!(shown(2026, 11, 22), "today");
        assert_eq!(shown(2026, 11, 23), "tomorrow");
        assert_eq!(shown(2026, 11, 24), "in 2 days");
        assert_eq!(shown(2026, 12, 5), "in 13 days");
        assert_eq!(shown(2026, 12, 6), "in 2 weeks");
        assert_eq!(shown(2027, 1, 21), "in 8 weeks");
        assert_eq!(shown(2027, 1, 22), "in 2 months");
        assert_eq!(shown(2027, 9, 30), "in 10 months");
        assert_eq!(shown(2028, 10, 30), "in 23 months");
        assert_eq!(shown(2028, 11, 22), "in 2 years");
    }

    #[test]
    fn past_due_dates_are_overdue() {
        let today = date(2026, 3, 1);
        assert_eq!(relative_to(today, date(2026, 2, 28)), "1 day overdue");
        assert_eq!(relative_to(today, date(2026, 2, 17)), "12 days overdue");
        assert_eq!(relative_to(today, date(2025, 11, 30)), "3 months overdue");
    }
}
