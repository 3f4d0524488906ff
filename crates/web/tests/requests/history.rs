//! The history of an organisation.

use crate::support::Trial;
use axum::http::StatusCode;

#[tokio::test]
async fn everything_is_told_by_day_fifty_at_a_time() {
    let trial = Trial::new().await;
    let home = format!("/organisations/{}", trial.world.organisation);
    let mut lead = trial.browser("lead");
    assert!(lead.get(&format!("{home}/history")).await.body.contains("Nothing has happened yet"));
    for revision in 1..=60 {
        let revision = revision.to_string();
        let fields = [("revision", revision.as_str()), ("scope", &format!("Version {revision}"))];
        assert_eq!(lead.post(&format!("{home}/details"), &fields).await.status, StatusCode::SEE_OTHER);
    }
    let before = trial.app.db.queries();
    let newest = lead.get(&format!("{home}/history")).await;
    assert!(trial.app.db.queries() - before <= 6);
    assert!(newest.body.contains("<strong>lead Example</strong> changed the scope"), "{}", newest.body);
    assert_eq!(newest.body.matches("class=\"when\"").count(), 50);
    let from = newest.body.find("history?before=").unwrap();
    let link = newest.body[from..].split('"').next().unwrap();
    let older = lead.get(&format!("{home}/{link}")).await;
    assert!(older.body.contains("Back to the newest") && !older.body.contains("What happened before"));
    assert_eq!(older.body.matches("class=\"when\"").count(), 10);
}
