//! Cached public pages: they need no queries, and show changes within a second.

use super::{change, visit};
use crate::support::TestServer;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use jiff::SignedDuration;
use store::Db;
use tower::ServiceExt as _;

const PAGE: &str = "/signatories/northmoor";

#[tokio::test]
async fn a_cached_page_needs_no_queries() {
    let server = TestServer::new().await;
    let first = visit(&server, PAGE).await;
    let before = server.app.db.queries();
    let mut second = visit(&server, PAGE).await;
    second.headers.insert("x-request-id", first.headers["x-request-id"].clone());
    // Once a second the cache checks for new events, with one query.
    assert!(server.app.db.queries() - before <= 1);
    assert_eq!((first.body, first.headers), (second.body, second.headers));
}

#[tokio::test]
async fn a_change_by_this_instance_is_shown_at_once() {
    let server = TestServer::new().await;
    visit(&server, PAGE).await;
    change(&server, "update organisation set name = 'Southmoor' where slug = 'northmoor'").await;
    assert!(visit(&server, PAGE).await.body.contains("<h1>Southmoor</h1>"));
}

#[tokio::test]
async fn a_change_by_another_instance_is_shown_within_a_second() {
    let file = std::env::temp_dir().join(format!("assay-test-{}.db", store::core::secrets::new()));
    let url = format!("sqlite:{}", file.display());
    let server = TestServer::with_db(testing::open(&url).await).await;
    visit(&server, PAGE).await;
    let other = Db::open(&url).await.unwrap();
    let mut tx = other.write().await.unwrap();
    tx.query("update organisation set name = 'Southmoor' where slug = 'northmoor'").run().await.unwrap();
    // Its clock is an hour behind.
    let then = server.now() - SignedDuration::from_hours(1);
    let kind = model::work::event::EventKind::OrganisationChanged { fields: vec!["name".into()] };
    let author = model::core::permit::Author::Operator;
    store::core::events::record(&mut tx, author, store::core::events::Subject::default(), &kind, then).await.unwrap();
    tx.commit().await.unwrap();
    server.app.clock.advance(SignedDuration::from_secs(1));
    assert!(visit(&server, PAGE).await.body.contains("<h1>Southmoor</h1>"));
}

#[tokio::test]
async fn a_draft_that_is_saved_leaves_public_pages_in_the_cache() {
    let server = TestServer::new().await;
    visit(&server, PAGE).await;
    let mut lead = server.browser("lead");
    let question = format!("/assessments/{}/questions/tower", server.world.assessments[0].0);
    let saved = lead.post(&question, &[("text", "A draft."), ("revision", "0")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    // Within an editing session, further versions have no event.
    let saved = lead.post(&question, &[("text", "A longer draft."), ("revision", "1")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    // Events of other instances are checked after a second.
    server.app.clock.advance(SignedDuration::from_secs(1));
    let before = server.app.db.queries();
    visit(&server, PAGE).await;
    assert!(server.app.db.queries() - before <= 1, "{}", server.app.db.queries() - before);
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    let server = TestServer::new().await;
    let first = visit(&server, PAGE).await;
    assert_eq!(first.headers[header::CACHE_CONTROL], "public, max-age=0, must-revalidate");
    let request = |method: Method, tag: Option<String>| {
        let mut request = Request::builder().method(method).uri(PAGE);
        if let Some(tag) = tag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        server.router.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    for tags in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
        let response = request(Method::GET, Some(tags)).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
        assert!(response.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        assert_eq!(axum::body::to_bytes(response.into_body(), 9).await.unwrap().len(), 0);
    }
    let head = request(Method::HEAD, None).await.unwrap();
    assert_eq!(head.headers()[header::CONTENT_LENGTH], first.body.len().to_string().as_str());
    assert_eq!(axum::body::to_bytes(head.into_body(), 9).await.unwrap().len(), 0);
    let full = request(Method::GET, None).await.unwrap();
    assert!(!full.headers().contains_key(header::SET_COOKIE), "a public page sets no cookie");
    change(&server, "update organisation set name = 'Southmoor' where slug = 'northmoor'").await;
    assert_eq!(request(Method::GET, Some(tag)).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_page_for_a_signed_in_person_is_not_cached() {
    let server = TestServer::new().await;
    let signed_in = server.browser("lead").get(PAGE).await;
    assert!(signed_in.body.contains("lead Example") && signed_in.body.contains("Sign out"));
    assert_eq!(signed_in.headers[header::CACHE_CONTROL], "no-store");
    let public = visit(&server, PAGE).await;
    assert!(!public.body.contains("lead Example"));
    assert!(server.browser("lead").get(PAGE).await.body.contains("lead Example"));
    assert!(!public.body.contains("name=\"csrf\""), "a CSRF token is for one browser only");
}
