//! `/health/live` and `/health/ready`.

use crate::support::TestServer;
use axum::http::StatusCode;

#[tokio::test]
async fn an_instance_that_can_work_is_ready() {
    let server = TestServer::new().await;
    let mut monitor = server.browser("nobody");
    for path in ["/health", "/health/ready"] {
        let response = monitor.get(path).await;
        assert_eq!(
            (response.status, &*response.body),
            (StatusCode::OK, "ready: yes\nreads: yes\nwrites: yes\ndamaged: no\n")
        );
    }
    let (before, commits) = (server.app.db.queries(), server.app.db.commits());
    monitor.get("/health/ready").await;
    assert_eq!(monitor.get("/health/live").await.body, "live\n");
    assert_eq!(server.app.db.queries(), before, "a report is reused for a few seconds");
    assert_eq!(server.app.db.commits(), commits);
}

#[tokio::test]
async fn an_instance_that_cannot_write_is_live_and_not_ready() {
    let server = TestServer::new().await;
    // The setting stays on the only connection that writes, and fails like a full disk.
    server.app.db.write().await.unwrap().query("pragma query_only = on").run().await.unwrap();
    let mut monitor = server.browser("nobody");
    let response = monitor.get("/health").await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.body, "ready: no\nreads: yes\nwrites: no\ndamaged: no\n");
    assert_eq!(monitor.get("/health/live").await.status, StatusCode::OK);
    let mut lead = server.browser("lead");
    let response = lead.post("/account/name", &[("name", "Ada of the long words")]).await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.body.contains("Assay cannot use its database"), "{}", response.body);
    assert!(
        response.body.contains("Ada of the long words") && response.body.contains("was not saved"),
        "{}",
        response.body
    );
    assert_eq!(lead.get("/account").await.status, StatusCode::OK, "reading still works");
}
