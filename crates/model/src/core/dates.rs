//! Dates in words, as they stand on screen, on paper and in letters.

use crate::{Date, Timestamp};
use jiff::{Unit, tz::TimeZone};

/// Their names, January first.
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
const NUMBERS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// The day that a moment falls on for the people of the charter: due dates end at their midnight.
#[must_use]
pub fn day(moment: Timestamp) -> Date {
    there(moment).date()
}

/// The moment at which a day ends for the people of the charter, and the next begins.
#[must_use]
pub fn end_of(day: Date) -> Timestamp {
    start_of(day.saturating_add(jiff::Span::new().days(1)))
}

/// The moment at which a day begins for the people of the charter.
#[must_use]
pub fn start_of(day: Date) -> Timestamp {
    day.to_zoned(london()).map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

/// The time of that day: "14:32".
#[must_use]
pub fn time(moment: Timestamp) -> String {
    there(moment).strftime("%H:%M").to_string()
}

pub(crate) fn there(moment: Timestamp) -> jiff::Zoned {
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

/// How far a due date is: "today", "tomorrow", "ten months from now", "12 days late".
///
/// Days up to a fortnight, weeks up to two months, months up to two years, then years; always rounded down, so that
/// nobody believes to have more time than there is.
#[must_use]
pub fn from_now(today: Date, due: Date) -> String {
    match days(today, due) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2.. => format!("{} from now", span(today, due)),
        _ => format!("{} late", span(due, today)),
    }
}

/// The time between two days in its fitting unit: "12 days", "six weeks", "ten months".
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

/// A number as running text has it: words up to ten, then digits.
#[must_use]
pub fn number(number: usize) -> String {
    NUMBERS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// "one day", "ten months", "12 days": words up to ten, as in running text.
#[must_use]
pub fn count(number: i64, unit: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", number_word(number))
}

/// "one", "ten", "12": words up to ten, as in running text.
#[must_use]
pub fn number_word(number: i64) -> String {
    match usize::try_from(number).ok().and_then(|index| NUMBERS.get(index)) {
        Some(word) => (*word).to_owned(),
        None => number.to_string(),
    }
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
    fn the_time_left_is_told_in_the_unit_that_fits() {
        let today = date(2026, 11, 22);
        let told = |year, month, day| from_now(today, date(year, month, day));
        assert_eq!(told(2026, 11, 22), "today");
        assert_eq!(told(2026, 11, 23), "tomorrow");
        assert_eq!(told(2026, 11, 24), "two days from now");
        assert_eq!(told(2026, 12, 5), "13 days from now");
        assert_eq!(told(2026, 12, 6), "two weeks from now");
        assert_eq!(told(2027, 1, 21), "eight weeks from now");
        assert_eq!(told(2027, 1, 22), "two months from now");
        assert_eq!(told(2027, 9, 30), "ten months from now");
        assert_eq!(told(2028, 10, 30), "23 months from now");
        assert_eq!(told(2028, 11, 22), "two years from now");
    }

    #[test]
    fn what_is_late_says_so() {
        let today = date(2026, 3, 1);
        assert_eq!(from_now(today, date(2026, 2, 28)), "one day late");
        assert_eq!(from_now(today, date(2026, 2, 17)), "12 days late");
        assert_eq!(from_now(today, date(2025, 11, 30)), "three months late");
    }
}
