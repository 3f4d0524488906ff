//! Each answer has an id, which is in the log and on the pages about errors.

use crate::support::{Log, Trial};
use axum::http::StatusCode;
use std::collections::BTreeSet;

#[tokio::test]
async fn each_answer_has_an_id_of_its_own() {
    let trial = Trial::new().await;
    let mut ids = BTreeSet::new();
    for (persona, path) in [
        ("nobody", "/signatories"),
        ("nobody", "/signatories"),
        ("nobody", "/nothing"),
        ("nobody", "/account"),
        ("lead", "/account"),
        ("nobody", "/health/live"),
    ] {
        let answer = trial.browser(persona).get(path).await;
        let id = answer.headers["x-request-id"].to_str().unwrap().to_owned();
        assert_eq!(id.len(), 16);
        assert!(ids.insert(id), "{path}");
    }
}

#[tokio::test]
async fn what_a_person_saw_is_found_in_the_log() {
    let log = Log::default();
    let trial = Trial::new().await;
    trial.app.db.write().await.unwrap().query("pragma query_only = on").run().await.unwrap();
    let answer = log.of(async { trial.browser("lead").post("/account/name", &[("name", "Ada")]).await }).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let id = answer.headers["x-request-id"].to_str().unwrap();
    assert!(answer.body.contains(id), "{}", answer.body);
    let lines = log.text();
    for what in ["the database failed", "status=503"] {
        assert!(lines.lines().any(|line| line.contains(what) && line.contains(id)), "{what}: {id}\n{lines}");
    }
}
