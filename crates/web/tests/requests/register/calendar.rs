//! The calendar, for everyone.

use crate::support::TestServer;
use axum::http::{StatusCode, header};

#[tokio::test]
async fn anyone_finds_which_phase_they_are_in_and_what_is_due() {
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
async fn a_feed_has_the_new_date_under_the_same_name_and_no_reason() {
    let server = TestServer::new().await;
    let mut anyone = server.browser("nobody");
    let before = anyone.get("/signatories/eastfell/calendar.ics").await;
    assert_eq!(before.headers[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    let organisation = &before.body[before.body.find("UID:").unwrap() + 4..][..36];
    let set =
        [("stage", "1"), ("reason", "Someone was ill"), ("due-day", "30"), ("due-month", "6"), ("due-year", "2099")];
    let path = format!("/organisations/{organisation}/due-dates");
    assert_eq!(server.browser("secretariat").post(&path, &set).await.status, StatusCode::SEE_OTHER);
    let after = anyone.get("/signatories/eastfell/calendar.ics").await;
    let uid = format!("UID:{organisation}-stage-1-due@keepers-pledge");
    for feed in [&before, &after] {
        let unfolded = feed.body.replace("\r\n ", "");
        assert_eq!(unfolded.matches(&uid).count(), 1, "{unfolded}");
    }
    assert!(after.body.contains("DTSTART;VALUE=DATE:20990630"));
    let whole = anyone.get("/calendar.ics").await;
    assert!(whole.body.contains("DTSTART;VALUE=DATE:20990630") && whole.body.contains("round-2032-04-15-submissions"));
    assert!(whole.headers.get(header::SET_COOKIE).is_none(), "calendars keep no cookies");
    for public in [after.body, whole.body, anyone.get("/calendar").await.body] {
        assert!(!public.contains("ill"), "a reason is not public");
    }
    assert_eq!(anyone.get("/signatories/nowhere/calendar.ics").await.status, StatusCode::NOT_FOUND);
}
