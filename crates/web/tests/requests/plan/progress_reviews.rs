//! Progress reviews: starting one, its minutes, closing and publication.

use crate::support::{Browser, TestServer};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use store::work::emails;

fn reviews(server: &TestServer) -> String {
    format!("/organisations/{}/progress-reviews", server.world.organisation)
}

/// Starts a progress review as the lead, and returns its address.
async fn start_review(server: &TestServer) -> (Browser, String) {
    let mut lead = server.browser("lead");
    let fields =
        [("meets-day", "3"), ("meets-month", "12"), ("meets-year", "2029"), ("note", "Before Monday, please.")];
    let response = lead.post(&reviews(server), &fields).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
    let review = response.location().to_owned();
    assert!(review.starts_with("/progress-reviews/"));
    (lead, review)
}

#[tokio::test]
async fn starting_a_review_requests_updates_from_all_owners_of_open_actions() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let wrong = [("meets-day", "31"), ("meets-month", "6"), ("meets-year", "2029"), ("note", "Please")];
    let refused = lead.post(&reviews(&server), &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#meets\"") && refused.body.contains("Please</textarea>"));
    let (mut lead, review) = start_review(&server).await;
    let mut tx = server.app.db.write().await.unwrap();
    let sent = emails::claim(&mut tx, &testing::program(), emails::Priority::All, 10, server.now()).await.unwrap();
    tx.commit().await.unwrap();
    let [message] = &sent[..] else { panic!("{} emails", sent.len()) };
    assert!(
        message.body.contains("The working group meets on 3 December 2029 to review the plan."),
        "{}",
        message.body
    );
    assert!(message.body.contains("Before Monday, please."));
    let before = server.app.db.queries();
    let page = lead.get(&review).await;
    assert!(server.app.db.queries() - before <= 7, "{}", server.app.db.queries() - before);
    assert!(page.body.contains("0 of 1 requested updates have been received."), "{}", page.body);
    assert!(page.body.contains("Never updated: 1") && page.body.contains("Add action"));
    assert!(page.body.contains(
        "1 was never updated. Open, for the working group meeting on 3 December 2029. Last progress review: 1 May 2019."
    ));
    // Only one review is open at a time.
    let again = lead.post(&reviews(&server), &[]).await;
    assert_eq!(again.location(), reviews(&server));
    assert!(lead.get(&reviews(&server)).await.body.contains("Progress review not started"));
}

#[tokio::test]
async fn minutes_are_saved_automatically_and_not_overwritten() {
    let server = TestServer::new().await;
    let (mut lead, review) = start_review(&server).await;
    let path = format!("{review}/minutes");
    let csrf = lead.csrf();
    let autosave = |revision: &str, words: &str| {
        Request::post(&path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(Body::from(format!("csrf={csrf}&revision={revision}&minutes={words}")))
            .unwrap()
    };
    let saved = lead.send(autosave("1", "We+met.")).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert!(saved.body.contains("\"revision\":2"));
    let late = lead.send(autosave("1", "I+met.")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut contributor = server.browser("contributor");
    let conflict = contributor.post(&path, &[("revision", "1"), ("minutes", "They met.")]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.body.contains("We met.") && conflict.body.contains("They met."));
    assert!(conflict.body.contains("name=\"revision\" value=\"2\""));
    let merged = [("revision", "2"), ("minutes", "We met. They met.")];
    assert_eq!(contributor.post(&path, &merged).await.status, StatusCode::SEE_OTHER);
    let versions = contributor.get(&format!("{review}/versions")).await.body;
    assert!(versions.contains("3 versions. Newest first") && versions.contains("set aside"), "{versions}");
    let long = "x".repeat(20_001);
    let refused = contributor.post(&path, &[("revision", "3"), ("minutes", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&long));
}

#[tokio::test]
async fn one_click_on_the_page_of_a_review_does_not_close_it() {
    let server = TestServer::new().await;
    let (mut lead, review) = start_review(&server).await;
    let page = lead.get(&review).await.body;
    assert!(page.contains(&format!("href=\"{review}/closing\"")), "a page confirms it: {page}");
    assert!(!page.contains(&format!("action=\"{review}/closing\"")), "{page}");
    let before = server.app.db.queries();
    let page = lead.get(&format!("{review}/closing")).await.body;
    assert!(server.app.db.queries() - before <= 10, "{}", server.app.db.queries() - before);
    assert!(page.contains("You cannot undo it") && page.contains("This review has no minutes yet"), "{page}");
    lead.post(&format!("{review}/minutes"), &[("revision", "1"), ("minutes", "We met.")]).await;
    let page = lead.get(&format!("{review}/closing")).await.body;
    assert!(!page.contains("no minutes yet"), "{page}");
    lead.post(&format!("{review}/closing"), &[]).await;
    assert_eq!(lead.get(&format!("{review}/closing")).await.status, StatusCode::FORBIDDEN, "it is closed");
    assert!(lead.get(&review).await.body.contains("Closed on"));
}

#[tokio::test]
async fn a_closed_review_is_read_only_and_can_be_published() {
    let server = TestServer::new().await;
    let (mut lead, review) = start_review(&server).await;
    lead.post(&format!("{review}/minutes"), &[("revision", "1"), ("minutes", "We **met**.")]).await;
    let public = format!("/signatories/northmoor{review}");
    let mut visitor = server.browser("nobody");
    assert_eq!(lead.post(&format!("{review}/publication"), &[("publish", "yes")]).await.status, StatusCode::FORBIDDEN);
    lead.post(&format!("{review}/closing"), &[]).await;
    let late = lead.post(&format!("{review}/minutes"), &[("revision", "2"), ("minutes", "Something else")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.body.contains("Something else"), "the page shows the text again");
    // Later changes do not change what the review recorded.
    let action = server.world.actions[4];
    lead.post(&format!("/actions/{action}/progress"), &[("rating", "green"), ("explanation", "Done")]).await;
    let page = lead.get(&review).await;
    assert!(page.body.contains("Never updated: 1") && page.body.contains("<strong>met</strong>"), "{}", page.body);
    assert_eq!(visitor.get(&public).await.status, StatusCode::NOT_FOUND);
    lead.post(&format!("{review}/publication"), &[("publish", "yes")]).await;
    let page = visitor.get(&public).await;
    assert!(page.body.contains("Never updated: 1") && !page.body.contains("<strong>met</strong>"));
    lead.post(&format!("{review}/publication"), &[("publish", "minutes")]).await;
    assert!(visitor.get(&public).await.body.contains("<strong>met</strong>"));
    for path in ["/signatories/northmoor", "/signatories/northmoor/plan"] {
        let page = visitor.get(path).await;
        assert!(page.body.contains("Last reviewed") && page.body.contains(&public), "{path}: {}", page.body);
    }
    lead.post(&format!("{review}/publication"), &[("publish", "no")]).await;
    assert_eq!(visitor.get(&public).await.status, StatusCode::NOT_FOUND);
    let list = lead.get(&reviews(&server)).await;
    assert!(list.body.contains("Last reviewed on"));
    let plan = lead.get(&format!("/plans/{}", server.world.assessments[4].1)).await;
    assert!(plan.body.contains("Last reviewed on"), "{}", plan.body);
}
