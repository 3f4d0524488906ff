//! `/metrics`: it is not on the site, and its own listener serves what an operator monitors.

use crate::support::TestServer;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use store::work::emails;
use tower::ServiceExt as _;
use web::work::metrics;

#[tokio::test]
async fn the_site_has_no_metrics() {
    let server = TestServer::new().await;
    for persona in ["nobody", "lead", "secretariat"] {
        assert_eq!(server.browser(persona).get("/metrics").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn jobs_are_counted_by_kind_and_outcome() {
    let server = TestServer::new().await;
    web::work::jobs::plan(&server.app, server.now()).await.unwrap();
    web::work::jobs::run(&server.app, web::work::jobs::Lane::Database).await.unwrap();
    let text = metrics::text(&server.app).await;
    assert!(text.contains("assay_jobs_total{kind=\"night\",outcome=\"done\"} 1"), "{text}");
}

#[tokio::test]
async fn the_listener_for_metrics_serves_only_metrics() {
    let server = TestServer::new().await;
    server.browser("nobody").get("/signatories/northmoor").await;
    server.browser("nobody").get("/signatories/nowhere").await;
    let mut tx = server.app.db.write().await.unwrap();
    emails::write(&mut tx, "a@b.example", "Hello", "Words", server.now() - SignedDuration::from_hours(1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let site = metrics::site(server.app.clone());
    let get = async |path: &str| {
        let response = site.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
    };
    assert_eq!(get("/").await.0, StatusCode::NOT_FOUND);
    assert_eq!(get("/signatories").await.0, StatusCode::NOT_FOUND);
    let (status, text) = get("/metrics").await;
    assert_eq!(status, StatusCode::OK);
    for line in [
        "assay_requests_total{area=\"signatories\",status=\"200\"} 1",
        "assay_requests_total{area=\"signatories\",status=\"404\"} 1",
        "assay_request_seconds_count{area=\"signatories\"} 2",
        "assay_connections_open 0",
        "assay_readers_running 0",
        "assay_database_up 1",
        "assay_database_connections{purpose=\"write\",state=\"most\"} 1",
        "assay_emails_queued 1",
        "assay_jobs_due 0",
        "assay_jobs_given_up 0",
        "assay_jobs_oldest_seconds 0",
        "assay_readers_waiting 0",
        "assay_uploads_read_total{outcome=\"failed\"} 0",
        "assay_database_damaged 0",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    let age = text.lines().find_map(|line| line.strip_prefix("assay_emails_oldest_seconds ")).unwrap();
    assert!((3600..3660).contains(&age.parse::<u32>().unwrap()), "{age}");
    assert!(!text.contains("northmoor") && !text.contains("b.example"), "{text}");
}
