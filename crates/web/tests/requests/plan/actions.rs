//! Actions, and their progress updates.

use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;

fn error_of(response: &Response, field: &str) -> bool {
    response.status == StatusCode::UNPROCESSABLE_ENTITY && response.body.contains(&format!("href=\"#{field}\""))
}

/// Add an action with these words to the drafted plan, and say where it is.
async fn added(server: &TestServer, browser: &mut Browser, text: &str) -> String {
    let plan = server.world.assessments[0].1;
    let fields = [("text", text), ("themes", "light"), ("themes", "company"), ("timescale", "By March 2027")];
    let response = browser.post(&format!("/plans/{plan}/actions"), &fields).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
    response.location().split_once("#a-").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_new_action_needs_words_and_a_theme_and_keeps_what_was_typed() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let plan = server.world.assessments[0].1;
    let response = browser.post(&format!("/plans/{plan}/actions"), &[("owner", "Master <b>")]).await;
    assert!(error_of(&response, "text") && error_of(&response, "themes"));
    assert!(response.body.contains("Master &#60;b&#62;"));
    let action = added(&server, &mut browser, "Light the lamp").await;
    assert_eq!(added(&server, &mut browser, "Light the lamp").await, action, "sent again, it is added once");
    let response = browser.get(&format!("/plans/{plan}")).await;
    assert!(response.body.contains("Action not added"), "{}", response.body);
    assert!(response.body.contains("Light the lamp") && response.body.contains("Also under theme: Company"));
    let response = browser.get(&format!("/actions/{action}")).await;
    assert!(response.body.contains("31 March 2027") && response.body.contains("No progress update yet"));
}

#[tokio::test]
async fn the_second_editor_of_an_action_sees_both_versions_and_loses_nothing() {
    let server = TestServer::new().await;
    let (mut one, mut other) = (server.browser("lead"), server.browser("contributor"));
    let action = added(&server, &mut one, "Light the lamp").await;
    let path = format!("/actions/{action}/edit");
    let form = |text| [("revision", "1"), ("themes", "light"), ("text", text)];
    assert_eq!(one.post(&path, &form("Light both lamps")).await.status, StatusCode::SEE_OTHER);
    let late = other.post(&path, &form("Light no lamp")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Light both lamps") && late.body.contains("Light no lamp"));
    assert!(late.body.contains("name=\"revision\" value=\"2\""));
    let again = [("revision", "2"), ("themes", "light"), ("text", "Light one lamp")];
    assert_eq!(other.post(&path, &again).await.status, StatusCode::SEE_OTHER);
    let page = other.get(&format!("/actions/{action}")).await;
    assert!(page.body.contains("Previous description: Light both lamps"), "{}", page.body);
}

#[tokio::test]
async fn red_without_words_is_the_same_page_again() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let path = format!("/actions/{}/progress", server.world.actions[4]);
    let response = browser.post(&path, &[("rating", "red"), ("learning", "Ask earlier")]).await;
    assert!(error_of(&response, "explanation"));
    assert!(response.body.contains("Ask earlier"));
    assert!(error_of(&browser.post(&path, &[("explanation", "Something")]).await, "rating"));
    let plan = format!("/plans/{}", server.world.assessments[4].1);
    let fields = [("rating", "red"), ("explanation", "No funds"), ("then", plan.as_str())];
    assert_eq!(browser.post(&path, &fields).await.location(), plan);
    let evil = [("rating", "green"), ("then", "//evil.example")];
    assert_eq!(browser.post(&path, &evil).await.location(), format!("/actions/{}", server.world.actions[4]));
    let before = server.app.db.queries();
    let page = browser.get(&format!("/actions/{}", server.world.actions[4])).await;
    assert!(server.app.db.queries() - before <= 11);
    assert!(page.body.contains("No funds") && page.body.contains("contributor Example"));
}

#[tokio::test]
async fn an_action_is_split_merged_withdrawn_and_brought_back() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let plan = format!("/plans/{}", server.world.assessments[0].1);
    let (one, two) = (added(&server, &mut lead, "Paint").await, added(&server, &mut lead, "Oil").await);

    let path = format!("/actions/{one}/split");
    let response = lead.post(&path, &[("revision", "1"), ("part", "Paint the door"), ("part", " ")]).await;
    assert!(error_of(&response, "part-2") && response.body.contains("Paint the door"));
    let parts = [("revision", "1"), ("part", "Paint the door"), ("part", "Paint the wall")];
    assert_eq!(lead.post(&path, &parts).await.status, StatusCode::SEE_OTHER);
    assert_eq!(lead.post(&path, &parts).await.status, StatusCode::CONFLICT);
    assert!(lead.get(&plan).await.body.contains("Paint the wall"));

    let path = format!("/actions/{one}/merge");
    let response = lead.post(&path, &[("revision", "2"), ("text", "Paint and oil")]).await;
    assert!(error_of(&response, "others") && error_of(&response, "reason") && response.body.contains("Paint and oil"));
    let fields = [("revision", "2"), ("text", "Paint and oil"), ("others", two.as_str()), ("reason", "One visit")];
    assert_eq!(lead.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    let page = lead.get(&format!("/actions/{two}")).await;
    assert!(page.body.contains("Merged into another action") && page.body.contains("One visit"));

    assert_eq!(lead.post(&format!("/actions/{two}/return"), &[]).await.status, StatusCode::SEE_OTHER);
    let path = format!("/actions/{two}/withdraw");
    assert!(error_of(&lead.post(&path, &[("reason", " ")]).await, "reason"));
    assert_eq!(lead.post(&path, &[("reason", "No oil")]).await.location(), plan);
    assert!(lead.get(&plan).await.body.contains("Withdrawn. No oil"));
}

#[tokio::test]
async fn an_action_moves() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let plan = format!("/plans/{}?order=change", server.world.assessments[0].1);
    let (one, two) = (added(&server, &mut lead, "Alpha action").await, added(&server, &mut lead, "Beta action").await);
    let page = lead.post(&format!("/actions/{two}/place"), &[("to", "up")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let body = lead.get(&plan).await.body;
    assert!(body.find(&two).unwrap() < body.find(&one).unwrap());
    let page = lead.post(&format!("/actions/{two}/place"), &[("to", "nowhere")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(lead.get(&plan).await.body.contains("Action not moved"));
}
