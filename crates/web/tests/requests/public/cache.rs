//! Public pages from memory: fast, and never out of date for longer than stated.

use super::{change, visit};
use crate::support::Trial;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use jiff::SignedDuration;
use store::Db;
use tower::ServiceExt as _;

const PAGE: &str = "/signatories/northmoor";

#[tokio::test]
async fn the_second_visitor_costs_no_query() {
    let trial = Trial::new().await;
    let first = visit(&trial, PAGE).await;
    let before = trial.app.db.queries();
    let mut second = visit(&trial, PAGE).await;
    second.headers.insert("x-request-id", first.headers["x-request-id"].clone());
    // A second may have passed since, after which the events are looked at once.
    assert!(trial.app.db.queries() - before <= 1);
    assert_eq!((first.body, first.headers), (second.body, second.headers));
}

#[tokio::test]
async fn what_is_committed_here_shows_at_once() {
    let trial = Trial::new().await;
    visit(&trial, PAGE).await;
    change(&trial, "update organisation set name = 'Southmoor' where slug = 'northmoor'").await;
    assert!(visit(&trial, PAGE).await.body.contains("<h1>Southmoor</h1>"));
}

#[tokio::test]
async fn what_another_instance_commits_shows_within_a_second() {
    let file = std::env::temp_dir().join(format!("assay-test-{}.db", store::core::secrets::new()));
    let url = format!("sqlite:{}", file.display());
    let trial = Trial::on(Db::open(&url).await.unwrap()).await;
    visit(&trial, PAGE).await;
    let other = Db::open(&url).await.unwrap();
    let mut tx = other.write().await.unwrap();
    tx.query("update organisation set name = 'Southmoor' where slug = 'northmoor'").run().await.unwrap();
    // Its clock is an hour behind.
    let then = trial.now() - SignedDuration::from_hours(1);
    let what = model::work::event::EventKind::OrganisationChanged { fields: vec!["name".into()] };
    let author = model::core::permit::Author::Operator;
    store::core::events::record(&mut tx, author, store::core::events::Subject::default(), &what, then).await.unwrap();
    tx.commit().await.unwrap();
    trial.app.clock.pass(SignedDuration::from_secs(1));
    assert!(visit(&trial, PAGE).await.body.contains("<h1>Southmoor</h1>"));
}

#[tokio::test]
async fn what_a_visitor_has_is_not_sent_again() {
    let trial = Trial::new().await;
    let first = visit(&trial, PAGE).await;
    assert_eq!(first.headers[header::CACHE_CONTROL], "public, max-age=0, must-revalidate");
    let ask = |method: Method, tag: Option<String>| {
        let mut request = Request::builder().method(method).uri(PAGE);
        if let Some(tag) = tag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        trial.router.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
    for seen in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
        let answer = ask(Method::GET, Some(seen)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
        assert!(answer.headers().contains_key(header::CONTENT_SECURITY_POLICY));
        assert_eq!(axum::body::to_bytes(answer.into_body(), 9).await.unwrap().len(), 0);
    }
    let head = ask(Method::HEAD, None).await.unwrap();
    assert_eq!(head.headers()[header::CONTENT_LENGTH], first.body.len().to_string().as_str());
    assert_eq!(axum::body::to_bytes(head.into_body(), 9).await.unwrap().len(), 0);
    let stranger = ask(Method::GET, None).await.unwrap();
    assert!(!stranger.headers().contains_key(header::SET_COOKIE), "who only reads gets no cookie");
    change(&trial, "update organisation set name = 'Southmoor' where slug = 'northmoor'").await;
    assert_eq!(ask(Method::GET, Some(tag)).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_page_that_was_drawn_for_one_visitor_is_not_served_to_another() {
    let trial = Trial::new().await;
    let mine = trial.browser("lead").get(PAGE).await;
    assert!(mine.body.contains("lead Example") && mine.body.contains("Sign out"));
    assert_eq!(mine.headers[header::CACHE_CONTROL], "no-store");
    let everyones = visit(&trial, PAGE).await;
    assert!(!everyones.body.contains("lead Example"));
    assert!(trial.browser("lead").get(PAGE).await.body.contains("lead Example"));
    assert!(!everyones.body.contains("name=\"csrf\""), "a token would be one browser's");
}
