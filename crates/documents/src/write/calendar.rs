//! Days that people keep in their own calendars: a file of all-day events by RFC 5545.

use icalendar::{Calendar, Component as _, Event, Property};
use model::{Date, Timestamp};

/// One day to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// What stays the same when the date moves, so that the reader's calendar moves its entry instead of adding one.
    pub uid: String,
    /// The day.
    pub on: Date,
    /// A few words.
    pub title: String,
    /// What the day means, in a sentence.
    pub description: String,
    /// Where more is read.
    pub url: String,
}

/// A calendar of that name, as a file. `made` is when: a later file goes before an earlier one.
#[must_use]
pub fn write(name: &str, days: &[Day], made: Timestamp) -> String {
    let mut calendar = Calendar::new();
    calendar.name(name);
    calendar.append_property(("PRODID", "-//Assay//Assay//EN"));
    calendar.append_property(("METHOD", "PUBLISH"));
    for day in days {
        calendar.push(event(day, made));
    }
    calendar.to_string()
}

fn event(day: &Day, made: Timestamp) -> Event {
    let mut event = Event::new();
    event
        .uid(&day.uid)
        .summary(&day.title)
        .description(&day.description)
        .url(&day.url)
        .append_property(("DTSTAMP", basic(made).as_str()))
        .append_property(whole_day("DTSTART", day.on))
        // The end of an event is not in it: a day ends where the next begins.
        .append_property(whole_day("DTEND", day.on.tomorrow().unwrap_or(day.on)))
        // Nobody is busy on a due date.
        .append_property(("TRANSP", "TRANSPARENT"));
    event.done()
}

fn basic(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn whole_day(name: &str, day: Date) -> Property {
    Property::new(name, day.strftime("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn written() -> String {
        let day = Day {
            uid: "northmoor-stage-3-due@assay.example".to_owned(),
            on: date(2027, 9, 30),
            title: "Northmoor; College, Arts: stage 3 is due".to_owned(),
            description: "You hear back by 31 January 2028.\nPeers will read it, and there is so much more to say that the line folds: é".to_owned(),
            url: "https://assay.example/signatories/northmoor".to_owned(),
        };
        write("Keepers’ Pledge", &[day], "2026-11-22T10:00:00Z".parse().unwrap())
    }

    /// Lines as they were before they were folded.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_due_date_is_a_whole_day() {
        let lines = unfolded(&written());
        for line in [
            "UID:northmoor-stage-3-due@assay.example",
            "DTSTART;VALUE=DATE:20270930",
            "DTEND;VALUE=DATE:20271001",
            "DTSTAMP:20261122T100000Z",
            "PRODID:-//Assay//Assay//EN",
            "X-WR-CALNAME:Keepers’ Pledge",
        ] {
            assert_eq!(lines.iter().filter(|found| *found == line).count(), 1, "{line} in {lines:#?}");
        }
    }

    #[test]
    fn commas_and_line_ends_are_escaped_and_long_lines_folded() {
        let text = written();
        assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains('\n'));
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "RFC 5545, 3.1: 75 octets");
        let lines = unfolded(&text);
        assert!(lines.contains(&r"SUMMARY:Northmoor\; College\, Arts: stage 3 is due".to_owned()), "{lines:#?}");
        assert!(lines.iter().any(|line| line.starts_with(r"DESCRIPTION:You hear back by 31 January 2028.\nPeers")));
    }
}
