//! Self-assessments: starting one, the task list, the check.

use crate::support::{Response, TestServer};
use axum::http::StatusCode;

/// Checks that a response is a page with these texts, and returns it.
fn assert_page(response: Response, texts: &[&str]) -> Response {
    assert_eq!(response.status, StatusCode::OK, "{}", response.body);
    for text in texts {
        assert!(response.body.contains(text), "“{text}” is not in {}", response.body);
    }
    response
}

#[tokio::test]
async fn the_task_list_shows_progress_and_what_is_missing() {
    let server = TestServer::new().await;
    let (assessment, plan) = server.world.assessments[0];
    let before = server.app.db.queries();
    let response = server.browser("lead").get(&format!("/assessments/{assessment}")).await;
    assert!(server.app.db.queries() - before <= 12, "{} queries", server.app.db.queries() - before);
    let response = assert_page(
        response,
        &[
            "2 of 6 parts are complete",
            "Your tower",
            "Not started",
            "<h2>Missing</h2>",
            "Describe how keepers took part",
        ],
    );
    for href in [
        format!("/assessments/{assessment}/questions/tower"),
        format!("/plans/{plan}"),
        format!("/assessments/{assessment}/sign-off"),
        format!("/assessments/{assessment}/check"),
    ] {
        assert!(response.body.contains(&format!("href=\"{href}\"")), "there is no link to {href}");
    }
}

#[tokio::test]
async fn a_locked_or_submitted_self_assessment_says_how_to_change_it() {
    let server = TestServer::new().await;
    let at = |step: usize| format!("/assessments/{}", server.world.assessments[step].0);
    let ready = server.browser("lead").get(&at(1)).await;
    assert_page(ready, &["Locked: awaiting lead’s signature", "Unlock for editing"]);
    let signed = server.browser("contributor").get(&at(3)).await;
    let signed = assert_page(signed, &["Signed: ready to submit"]);
    assert!(!signed.body.contains("Unlock for editing"), "a contributor cannot unlock it");
    let submitted = server.browser("lead").get(&at(4)).await;
    assert_page(submitted, &["Submitted on", "ask the secretariat to return it for changes"]);
}

#[tokio::test]
async fn the_check_lists_missing_items_before_warnings() {
    let server = TestServer::new().await;
    let (assessment, _) = server.world.assessments[0];
    let before = server.app.db.queries();
    let response = server.browser("contributor").get(&format!("/assessments/{assessment}/check")).await;
    assert!(server.app.db.queries() - before <= 10);
    let response = assert_page(response, &["4 items missing", "has no success measure", "is your only"]);
    let (missing, warning) = (response.body.find("Answer “Your tower”"), response.body.find("is your only"));
    assert!(missing.unwrap() < warning.unwrap());
}

#[tokio::test]
async fn only_one_self_assessment_is_in_progress() {
    let server = TestServer::new().await;
    let path = format!("/organisations/{}/assessments", server.world.organisation);
    let listed = server.browser("lead").get(&path).await;
    let listed = assert_page(listed, &["self-assessment is in progress", "before you start another"]);
    assert!(!listed.body.contains("Start stage"));
    let before = server.app.db.queries();
    server.browser("lead").get(&path).await;
    assert!(server.app.db.queries() - before <= 6);
    let refused = server.browser("lead").post(&path, &[]).await;
    assert_eq!((refused.status, refused.location()), (StatusCode::SEE_OTHER, path.as_str()));
    assert_eq!(server.browser("contributor").post(&path, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.browser("other lead").post(&path, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn starting_a_self_assessment_creates_an_empty_plan() {
    let server = TestServer::new().await;
    // The invented charter starts in 2030.
    let years = jiff::SignedDuration::from_hours(24 * 366 * 8);
    server.app.clock.advance(years);
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update session set seen_at = $2, expires_at = $1")
        .bind(store::core::values::At(server.now() + years))
        .bind(store::core::values::At(server.now()))
        .run()
        .await
        .unwrap();
    let lead = server.world.persona("other lead").person.unwrap();
    let (organisation,): (uuid::Uuid,) =
        tx.query("select organisation_id from member where person_id = $1").bind(lead.0).one().await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/organisations/{organisation}/assessments");
    let mut browser = server.browser("other lead");
    assert_page(browser.get(&path).await, &["No self-assessments yet", "Start stage 1"]);
    let started = browser.post(&path, &[]).await;
    assert!(started.location().starts_with("/assessments/"), "{}", started.location());
    let address = started.location().to_owned();
    assert_page(
        browser.get(&address).await,
        &["1 of 6 parts is complete", "Self-assessment started.", "The new action plan has no actions yet"],
    );
}
