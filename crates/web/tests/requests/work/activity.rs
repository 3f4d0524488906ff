//! The activity log of an organisation.

use crate::support::TestServer;
use axum::http::StatusCode;

#[tokio::test]
async fn the_activity_log_has_fifty_entries_on_a_page() {
    let server = TestServer::new().await;
    let home = format!("/organisations/{}", server.world.organisation);
    let mut lead = server.browser("lead");
    assert!(lead.get(&format!("{home}/activity")).await.body.contains("No activity yet"));
    for revision in 1..=60 {
        let revision = revision.to_string();
        let fields = [("revision", revision.as_str()), ("scope", &format!("Version {revision}"))];
        assert_eq!(lead.post(&format!("{home}/profile"), &fields).await.status, StatusCode::SEE_OTHER);
    }
    let before = server.app.db.queries();
    let newest = lead.get(&format!("{home}/activity")).await;
    assert!(server.app.db.queries() - before <= 6);
    assert!(newest.body.contains("<strong>lead Example</strong> changed the scope"), "{}", newest.body);
    assert_eq!(newest.body.matches("class=\"when\"").count(), 50);
    let from = newest.body.find("activity?before=").unwrap();
    let link = newest.body[from..].split('"').next().unwrap();
    let older = lead.get(&format!("{home}/{link}")).await;
    assert!(older.body.contains("Latest entries") && !older.body.contains("Older entries"));
    // The first edit left the leader blank, which is an event of its own.
    assert_eq!(older.body.matches("class=\"when\"").count(), 11);
}

/// The number of entries on a page.
fn entries(body: &str) -> usize {
    body.matches("class=\"when\"").count()
}

#[tokio::test]
async fn filters_apply_to_every_page_of_the_activity_log() {
    let server = TestServer::new().await;
    let home = format!("/organisations/{}", server.world.organisation);
    let (mut lead, mut contributor) = (server.browser("lead"), server.browser("contributor"));
    for revision in 1..=55 {
        let revision = revision.to_string();
        let fields = [("revision", revision.as_str()), ("scope", &format!("Version {revision}"))];
        lead.post(&format!("{home}/profile"), &fields).await;
    }
    let action = server.world.actions[4];
    let update = [("rating", "red"), ("explanation", "No funds")];
    contributor.post(&format!("/actions/{action}/progress"), &update).await;

    let before = server.app.db.queries();
    let page = lead.get(&format!("{home}/activity?kind=progress")).await.body;
    assert!(server.app.db.queries() - before <= 8);
    assert_eq!(entries(&page), 1, "{page}");
    assert!(page.contains("as not begun. No funds") && page.contains(&format!("href=\"/actions/{action}\"")), "{page}");
    let person = server.world.persona("contributor").person.unwrap();
    assert_eq!(entries(&lead.get(&format!("{home}/activity?person={person}")).await.body), 1);
    assert_eq!(entries(&lead.get(&format!("{home}/activity?action={action}")).await.body), 1);
    assert_eq!(entries(&lead.get(&format!("{home}/activity?theme=light")).await.body), 1);
    assert_eq!(entries(&lead.get(&format!("{home}/activity?theme=company")).await.body), 0);
    let today = web::core::clock::day(server.now());
    let (yesterday, tomorrow) = (today.yesterday().unwrap(), today.tomorrow().unwrap());
    let between = |from, until| format!("{home}/activity?from={from}&until={until}&kind=progress");
    assert_eq!(entries(&lead.get(&between(today, today)).await.body), 1);
    assert_eq!(entries(&lead.get(&between(tomorrow, tomorrow)).await.body), 0);
    let none = lead.get(&between(yesterday, yesterday)).await.body;
    assert!(none.contains("No entries match these filters") && none.contains("Clear filters"), "{none}");

    let newest = lead.get(&format!("{home}/activity?kind=organisation&from={today}")).await.body;
    assert_eq!(entries(&newest), 50);
    let from = newest.find("activity?kind=organisation&#38;from=").expect("the link to the next page has the filters");
    let link = newest[from..].split('"').next().unwrap().replace("&#38;", "&");
    // The first edit left the leader blank, which is an event of its own.
    assert_eq!(entries(&lead.get(&format!("{home}/{link}")).await.body), 6);
}

#[tokio::test]
async fn invalid_dates_are_refused_and_stay_in_the_form() {
    let server = TestServer::new().await;
    let home = format!("/organisations/{}", server.world.organisation);
    let mut lead = server.browser("lead");
    let page = lead.get(&format!("{home}/activity?from=soon&until=2026-01-01")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("href=\"#from\"") && page.body.contains("value=\"soon\""), "{}", page.body);
    let page = lead.get(&format!("{home}/activity?from=2026-01-02&until=2026-01-01")).await;
    assert!(page.body.contains("on or after the start date"), "{}", page.body);
}
