//! `/health/live` and `/health/ready`.

use crate::support::Trial;
use axum::http::StatusCode;

#[tokio::test]
async fn an_instance_that_can_work_is_ready() {
    let trial = Trial::new().await;
    let mut monitor = trial.browser("nobody");
    for path in ["/health", "/health/ready"] {
        let answer = monitor.get(path).await;
        assert_eq!(
            (answer.status, &*answer.body),
            (StatusCode::OK, "ready: yes\nreads: yes\nwrites: yes\ndamaged: no\n")
        );
    }
    let (before, commits) = (trial.app.db.queries(), trial.app.db.commits());
    monitor.get("/health/ready").await;
    assert_eq!(monitor.get("/health/live").await.body, "live\n");
    assert_eq!(trial.app.db.queries(), before, "the disk is asked once in a few seconds");
    assert_eq!(trial.app.db.commits(), commits);
}

#[tokio::test]
async fn an_instance_that_cannot_write_is_live_and_not_ready() {
    let trial = Trial::new().await;
    // The one connection that writes keeps this, as a full disk would.
    trial.app.db.write().await.unwrap().query("pragma query_only = on").run().await.unwrap();
    let mut monitor = trial.browser("nobody");
    let answer = monitor.get("/health").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.body, "ready: no\nreads: yes\nwrites: no\ndamaged: no\n");
    assert_eq!(monitor.get("/health/live").await.status, StatusCode::OK);
    let mut lead = trial.browser("lead");
    let answer = lead.post("/account/name", &[("name", "Ada of the long words")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("Assay cannot use its database"), "{}", answer.body);
    assert!(answer.body.contains("Ada of the long words") && answer.body.contains("was not saved"), "{}", answer.body);
    assert_eq!(lead.get("/account").await.status, StatusCode::OK, "reading goes on");
}
