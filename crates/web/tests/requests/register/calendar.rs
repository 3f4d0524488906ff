//! The public calendar and its feeds.

use crate::support::TestServer;
use axum::http::{StatusCode, header};
use ical::{IcalParser, parser::ical::component::IcalEvent, property::Property};
use std::collections::BTreeSet;

/// Returns the value of a property that must occur exactly once; a start or an end must have the parameter of a date.
fn value<'p>(properties: &'p [Property], name: &str) -> &'p str {
    let found: Vec<_> = properties.iter().filter(|property| property.name == name).collect();
    let [one] = &found[..] else { panic!("{} times {name} in {properties:?}", found.len()) };
    if name.starts_with("DTSTART") || name.starts_with("DTEND") {
        assert_eq!(one.params, Some(vec![("VALUE".to_owned(), vec!["DATE".to_owned()])]), "{name} is a whole day");
    }
    one.value.as_deref().unwrap_or_default()
}

fn date(text: &str) -> jiff::civil::Date {
    jiff::civil::Date::strptime("%Y%m%d", text).unwrap()
}

/// Reads a feed with another library than the one that writes it, and checks the requirements of RFC 5545, 3.6 and 3.6.1.
fn events(feed: &str) -> Vec<IcalEvent> {
    let mut calendars = IcalParser::new(feed.as_bytes());
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none(), "one calendar");
    assert_eq!(value(&calendar.properties, "PRODID"), "-//Assay//Assay//EN");
    assert_eq!(value(&calendar.properties, "VERSION"), "2.0");
    assert_eq!(value(&calendar.properties, "CALSCALE"), "GREGORIAN");
    assert_eq!(value(&calendar.properties, "METHOD"), "PUBLISH");
    let mut uids = BTreeSet::new();
    for event in &calendar.events {
        assert!(uids.insert(value(&event.properties, "UID")), "one event for each UID");
        assert!(!value(&event.properties, "SUMMARY").is_empty() && !value(&event.properties, "DTSTAMP").is_empty());
        let (start, end) = (value(&event.properties, "DTSTART"), value(&event.properties, "DTEND"));
        assert_eq!(date(start).tomorrow().unwrap(), date(end), "the end of a day is exclusive");
    }
    calendar.events
}

fn summary_of<'e>(events: &'e [IcalEvent], uid: &str) -> &'e str {
    let event = events.iter().find(|event| value(&event.properties, "UID").contains(uid)).unwrap();
    value(&event.properties, "SUMMARY")
}

#[tokio::test]
async fn another_library_reads_every_feed_and_a_deadline_is_the_last_day_to_submit() {
    let server = TestServer::new().await;
    let all = events(&server.browser("nobody").get("/calendar.ics").await.body);
    assert!(!all.is_empty());
    let round = summary_of(&all, "round-2032-04-15-submissions");
    assert!(round.starts_with("Last day to submit for the peer review round of "), "{round}");
    assert!(all.iter().all(|event| !value(&event.properties, "SUMMARY").contains("begins")));
    let own = events(&server.browser("nobody").get("/signatories/eastfell/calendar.ics").await.body);
    assert!(summary_of(&own, "-stage-1-due@").starts_with("Last day to submit stage 1: Eastfell"));
    let mut lead = server.browser("lead");
    let created = lead.post("/account/calendar", &[]).await.body;
    let secret = created.split("/calendars/").nth(1).and_then(|rest| rest.split(['<', '"', '\\']).next()).unwrap();
    assert!(!events(&lead.get(&format!("/calendars/{secret}")).await.body).is_empty());
}

#[tokio::test]
async fn an_organisation_finds_its_due_date_and_phase() {
    let server = TestServer::new().await;
    let before = server.app.db.queries();
    let page = server.browser("nobody").get("/calendar?name=eastfell").await;
    assert!(server.app.db.queries() - before <= 6);
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "Eastfell Institute stage 1 was provisionally due on 1 May 2020",
        "Spring harbours",
        "Stage 1 on 31 March 2031",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    let none = server.browser("nobody").get("/calendar?name=nowhere").await;
    assert!(none.body.contains("No organisations found with “nowhere” in the name"));
}

#[tokio::test]
async fn a_changed_due_date_keeps_its_uid_and_hides_the_reason() {
    let server = TestServer::new().await;
    let mut anyone = server.browser("nobody");
    let before = anyone.get("/signatories/eastfell/calendar.ics").await;
    assert_eq!(before.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    let organisation = &before.body[before.body.find("UID:").unwrap() + 4..][..36];
    let set =
        [("stage", "1"), ("reason", "Someone was ill"), ("due-day", "30"), ("due-month", "6"), ("due-year", "2039")];
    let path = format!("/organisations/{organisation}/due-dates");
    assert_eq!(server.browser("secretariat").post(&path, &set).await.status, StatusCode::SEE_OTHER);
    let after = anyone.get("/signatories/eastfell/calendar.ics").await;
    let uid = format!("UID:{organisation}-stage-1-due@keepers-pledge");
    for feed in [&before, &after] {
        let unfolded = feed.body.replace("\r\n ", "");
        assert_eq!(unfolded.matches(&uid).count(), 1, "{unfolded}");
    }
    assert!(after.body.contains("DTSTART;VALUE=DATE:20390630"));
    let all = anyone.get("/calendar.ics").await;
    assert!(all.body.contains("DTSTART;VALUE=DATE:20390630") && all.body.contains("round-2032-04-15-submissions"));
    assert!(all.headers.get(header::SET_COOKIE).is_none(), "a feed sets no cookie");
    for public in [after.body, all.body, anyone.get("/calendar").await.body] {
        assert!(!public.contains("ill"), "a reason is not public");
    }
    assert_eq!(anyone.get("/signatories/nowhere/calendar.ics").await.status, StatusCode::NOT_FOUND);
}
