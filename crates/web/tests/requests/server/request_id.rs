//! Each response has an id, which is in the log and on the pages about errors of the server.

use crate::support::{Log, TestServer};
use axum::http::StatusCode;
use std::collections::BTreeSet;

#[tokio::test]
async fn each_response_has_a_different_id() {
    let server = TestServer::new().await;
    let mut ids = BTreeSet::new();
    for (persona, path) in [
        ("nobody", "/signatories"),
        ("nobody", "/signatories"),
        ("nobody", "/nothing"),
        ("nobody", "/account"),
        ("lead", "/account"),
        ("nobody", "/health/live"),
    ] {
        let response = server.browser(persona).get(path).await;
        let id = response.headers["x-request-id"].to_str().unwrap().to_owned();
        assert_eq!(id.len(), 16);
        assert!(ids.insert(id), "{path}");
    }
}

#[tokio::test]
async fn the_id_on_a_page_finds_the_error_in_the_log() {
    let log = Log::default();
    let server = TestServer::new().await;
    server.app.db.write().await.unwrap().query("pragma query_only = on").run().await.unwrap();
    let response = log.of(async { server.browser("lead").post("/account/name", &[("name", "Ada")]).await }).await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    let id = response.headers["x-request-id"].to_str().unwrap();
    assert!(response.body.contains(id), "{}", response.body);
    let lines = log.text();
    for what in ["the database failed", "status=503"] {
        assert!(lines.lines().any(|line| line.contains(what) && line.contains(id)), "{what}: {id}\n{lines}");
    }
}
