//! The history of an organisation.

use crate::support::Trial;
use axum::http::StatusCode;

#[tokio::test]
async fn everything_is_told_by_day_fifty_at_a_time() {
    let trial = Trial::new().await;
    let home = format!("/organisations/{}", trial.world.organisation);
    let mut lead = trial.browser("lead");
    assert!(lead.get(&format!("{home}/activity")).await.body.contains("No activity yet"));
    for revision in 1..=60 {
        let revision = revision.to_string();
        let fields = [("revision", revision.as_str()), ("scope", &format!("Version {revision}"))];
        assert_eq!(lead.post(&format!("{home}/profile"), &fields).await.status, StatusCode::SEE_OTHER);
    }
    let before = trial.app.db.queries();
    let newest = lead.get(&format!("{home}/activity")).await;
    assert!(trial.app.db.queries() - before <= 6);
    assert!(newest.body.contains("<strong>lead Example</strong> changed the scope"), "{}", newest.body);
    assert_eq!(newest.body.matches("class=\"when\"").count(), 50);
    let from = newest.body.find("activity?before=").unwrap();
    let link = newest.body[from..].split('"').next().unwrap();
    let older = lead.get(&format!("{home}/{link}")).await;
    assert!(older.body.contains("Latest entries") && !older.body.contains("Older entries"));
    // The first edit left the leader blank, which is an event of its own.
    assert_eq!(older.body.matches("class=\"when\"").count(), 11);
}

/// How many events a page tells.
fn told(body: &str) -> usize {
    body.matches("class=\"when\"").count()
}

#[tokio::test]
async fn what_is_looked_for_is_told_alone_and_stays_so_on_the_next_page() {
    let trial = Trial::new().await;
    let home = format!("/organisations/{}", trial.world.organisation);
    let (mut lead, mut contributor) = (trial.browser("lead"), trial.browser("contributor"));
    for revision in 1..=55 {
        let revision = revision.to_string();
        let fields = [("revision", revision.as_str()), ("scope", &format!("Version {revision}"))];
        lead.post(&format!("{home}/profile"), &fields).await;
    }
    let action = trial.world.actions[4];
    let update = [("rating", "red"), ("explanation", "No funds")];
    contributor.post(&format!("/actions/{action}/progress"), &update).await;

    let before = trial.app.db.queries();
    let page = lead.get(&format!("{home}/activity?kind=progress")).await.body;
    assert!(trial.app.db.queries() - before <= 8);
    assert_eq!(told(&page), 1, "{page}");
    assert!(page.contains("as not begun. No funds") && page.contains(&format!("href=\"/actions/{action}\"")), "{page}");
    let person = trial.world.persona("contributor").person.unwrap();
    assert_eq!(told(&lead.get(&format!("{home}/activity?person={person}")).await.body), 1);
    assert_eq!(told(&lead.get(&format!("{home}/activity?action={action}")).await.body), 1);
    assert_eq!(told(&lead.get(&format!("{home}/activity?theme=light")).await.body), 1);
    assert_eq!(told(&lead.get(&format!("{home}/activity?theme=company")).await.body), 0);
    let today = web::core::clock::day(trial.now());
    let (yesterday, tomorrow) = (today.yesterday().unwrap(), today.tomorrow().unwrap());
    let of = |from, until| format!("{home}/activity?from={from}&until={until}&kind=progress");
    assert_eq!(told(&lead.get(&of(today, today)).await.body), 1);
    assert_eq!(told(&lead.get(&of(tomorrow, tomorrow)).await.body), 0);
    let none = lead.get(&of(yesterday, yesterday)).await.body;
    assert!(none.contains("No entries match these filters") && none.contains("Clear filters"), "{none}");

    let newest = lead.get(&format!("{home}/activity?kind=organisation&from={today}")).await.body;
    assert_eq!(told(&newest), 50);
    let from = newest.find("activity?kind=organisation&#38;from=").expect("the next page keeps what was chosen");
    let link = newest[from..].split('"').next().unwrap().replace("&#38;", "&");
    // The first edit left the leader blank, which is an event of its own.
    assert_eq!(told(&lead.get(&format!("{home}/{link}")).await.body), 6);
}

#[tokio::test]
async fn days_that_are_none_are_refused_and_kept() {
    let trial = Trial::new().await;
    let home = format!("/organisations/{}", trial.world.organisation);
    let mut lead = trial.browser("lead");
    let page = lead.get(&format!("{home}/activity?from=soon&until=2026-01-01")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("href=\"#from\"") && page.body.contains("value=\"soon\""), "{}", page.body);
    let page = lead.get(&format!("{home}/activity?from=2026-01-02&until=2026-01-01")).await;
    assert!(page.body.contains("on or after the start date"), "{}", page.body);
}
