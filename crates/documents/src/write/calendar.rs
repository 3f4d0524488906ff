//! Calendar files of all-day events (RFC 5545).

use icalendar::{Calendar, Component as _, Event, Property};
use model::{Date, Timestamp};

/// An all-day event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllDayEvent {
    /// The identifier of the event. It stays the same when the date changes, so that calendars move the event instead of adding one.
    pub uid: String,
    /// The day.
    pub on: Date,
    /// A short title.
    pub title: String,
    /// A description in one sentence.
    pub description: String,
    /// The address of a page with more information.
    pub url: String,
}

/// Writes a calendar. `made` is the time of writing: a calendar program prefers the later of two files.
#[must_use]
pub fn write(name: &str, days: &[AllDayEvent], made: Timestamp) -> String {
    // Not `Calendar::new`, which names its own product: a calendar has one PRODID (RFC 5545, 3.6).
    let mut calendar = Calendar::empty();
    for property in
        [("VERSION", "2.0"), ("PRODID", "-//Assay//Assay//EN"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")]
    {
        calendar.append_property(property);
    }
    calendar.name(name);
    for day in days {
        calendar.push(event(day, made));
    }
    calendar.to_string()
}

fn event(day: &AllDayEvent, made: Timestamp) -> Event {
    let mut event = Event::new();
    event
        .uid(&day.uid)
        .summary(&day.title)
        .description(&day.description)
        .url(&day.url)
        .append_property(("DTSTAMP", utc_basic(made).as_str()))
        .append_property(date_property("DTSTART", day.on))
        // The end is exclusive, so an event of one day ends on the next.
        .append_property(date_property("DTEND", day.on.tomorrow().unwrap_or(day.on)))
        // A due date does not block the day.
        .append_property(("TRANSP", "TRANSPARENT"));
    event.done()
}

fn utc_basic(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn date_property(name: &str, day: Date) -> Property {
    Property::new(name, day.strftime("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar_file() -> String {
        let day = AllDayEvent {
            uid: "northmoor-stage-3-due@assay.example".to_owned(),
            on: date(2027, 9, 30),
            title: "Northmoor; College, Arts: stage 3 is due".to_owned(),
            description: "You hear back by 31 January 2028.\nPeers will read it, and there is so much more to say that the line folds: é".to_owned(),
            url: "https://assay.example/signatories/northmoor".to_owned(),
        };
        write("Keepers’ Pledge", &[day], "2026-11-22T10:00:00Z".parse().unwrap())
    }

    /// The lines before folding.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_due_date_is_an_all_day_event() {
        let lines = unfolded(&calendar_file());
        for line in [
            "UID:northmoor-stage-3-due@assay.example",
            "DTSTART;VALUE=DATE:20270930",
            "DTEND;VALUE=DATE:20271001",
            "DTSTAMP:20261122T100000Z",
            "VERSION:2.0",
            "PRODID:-//Assay//Assay//EN",
            "METHOD:PUBLISH",
            "X-WR-CALNAME:Keepers’ Pledge",
        ] {
            assert_eq!(lines.iter().filter(|found| *found == line).count(), 1, "{line} in {lines:#?}");
        }
        for name in ["PRODID", "VERSION", "CALSCALE", "METHOD"] {
            assert_eq!(lines.iter().filter(|line| line.starts_with(name)).count(), 1, "{name} once in {lines:#?}");
        }
    }

    #[test]
    fn commas_and_line_ends_are_escaped_and_long_lines_folded() {
        let text = calendar_file();
        assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains('\n'));
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "RFC 5545, 3.1: 75 octets");
        let lines = unfolded(&text);
        assert!(lines.contains(&r"SUMMARY:Northmoor\; College\, Arts: stage 3 is due".to_owned()), "{lines:#?}");
        assert!(lines.iter().any(|line| line.starts_with(r"DESCRIPTION:You hear back by 31 January 2028.\nPeers")));
    }
}
