//! The public calendar and its feeds.

use crate::support::TestServer;
use axum::http::{StatusCode, header};

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
    let all = anyone.get("/calendar.ics").await;
    assert!(all.body.contains("DTSTART;VALUE=DATE:20990630") && all.body.contains("round-2032-04-15-submissions"));
    assert!(all.headers.get(header::SET_COOKIE).is_none(), "a feed sets no cookie");
    for public in [after.body, all.body, anyone.get("/calendar").await.body] {
        assert!(!public.contains("ill"), "a reason is not public");
    }
    assert_eq!(anyone.get("/signatories/nowhere/calendar.ics").await.status, StatusCode::NOT_FOUND);
}
