//! Actions and their progress updates.

use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;

/// Whether a form was refused with an error at this field.
fn has_error(response: &Response, field: &str) -> bool {
    response.status == StatusCode::UNPROCESSABLE_ENTITY && response.body.contains(&format!("href=\"#{field}\""))
}

/// Adds an action with this text to the drafted plan, and returns its identity.
async fn add_action(server: &TestServer, browser: &mut Browser, text: &str) -> String {
    let plan = server.world.assessments[0].1;
    let fields = [("text", text), ("themes", "light"), ("themes", "company"), ("timescale", "By March 2027")];
    let response = browser.post(&format!("/plans/{plan}/actions"), &fields).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
    response.location().split_once("#a-").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_new_action_needs_a_description_and_a_theme() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let plan = server.world.assessments[0].1;
    let response = browser.post(&format!("/plans/{plan}/actions"), &[("owner", "Master <b>")]).await;
    assert!(has_error(&response, "text") && has_error(&response, "themes"));
    assert!(response.body.contains("Master &#60;b&#62;"));
    let action = add_action(&server, &mut browser, "Light the lamp").await;
    assert_eq!(add_action(&server, &mut browser, "Light the lamp").await, action, "sent again, it is added once");
    let response = browser.get(&format!("/plans/{plan}")).await;
    assert!(response.body.contains("Action not added"), "{}", response.body);
    assert!(response.body.contains("Light the lamp") && response.body.contains("Also under theme: Company"));
    let response = browser.get(&format!("/actions/{action}")).await;
    assert!(response.body.contains("31 March 2027") && response.body.contains("No progress update yet"));
}

#[tokio::test]
async fn conflicting_edits_of_an_action_are_compared() {
    let server = TestServer::new().await;
    let (mut one, mut other) = (server.browser("lead"), server.browser("contributor"));
    let action = add_action(&server, &mut one, "Light the lamp").await;
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
async fn red_needs_an_explanation() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let path = format!("/actions/{}/progress", server.world.actions[4]);
    let response = browser.post(&path, &[("rating", "red"), ("learning", "Ask earlier")]).await;
    assert!(has_error(&response, "explanation"));
    assert!(response.body.contains("Ask earlier"));
    assert!(has_error(&browser.post(&path, &[("explanation", "Something")]).await, "rating"));
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
async fn an_action_is_split_merged_returned_and_withdrawn() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let plan = format!("/plans/{}", server.world.assessments[0].1);
    let (one, two) = (add_action(&server, &mut lead, "Paint").await, add_action(&server, &mut lead, "Oil").await);

    let path = format!("/actions/{one}/split");
    let response = lead.post(&path, &[("revision", "1"), ("part", "Paint the door"), ("part", " ")]).await;
    assert!(has_error(&response, "part-2") && response.body.contains("Paint the door"));
    let parts = [("revision", "1"), ("part", "Paint the door"), ("part", "Paint the wall")];
    assert_eq!(lead.post(&path, &parts).await.status, StatusCode::SEE_OTHER);
    assert_eq!(lead.post(&path, &parts).await.status, StatusCode::CONFLICT);
    assert!(lead.get(&plan).await.body.contains("Paint the wall"));

    let path = format!("/actions/{one}/merge");
    let response = lead.post(&path, &[("revision", "2"), ("text", "Paint and oil")]).await;
    assert!(has_error(&response, "others") && has_error(&response, "reason"));
    assert!(response.body.contains("Paint and oil"));
    let fields = [("revision", "2"), ("text", "Paint and oil"), ("others", two.as_str()), ("reason", "One visit")];
    assert_eq!(lead.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    let page = lead.get(&format!("/actions/{two}")).await;
    assert!(page.body.contains("Merged into another action") && page.body.contains("One visit"));

    assert_eq!(lead.post(&format!("/actions/{two}/return"), &[]).await.status, StatusCode::SEE_OTHER);
    let path = format!("/actions/{two}/withdraw");
    assert!(has_error(&lead.post(&path, &[("reason", " ")]).await, "reason"));
    assert_eq!(lead.post(&path, &[("reason", "No oil")]).await.location(), plan);
    assert!(lead.get(&plan).await.body.contains("Withdrawn. No oil"));
}

#[tokio::test]
async fn actions_are_reordered() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let plan = format!("/plans/{}?order=change", server.world.assessments[0].1);
    let one = add_action(&server, &mut lead, "Alpha action").await;
    let two = add_action(&server, &mut lead, "Beta action").await;
    let page = lead.post(&format!("/actions/{two}/place"), &[("to", "up")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let body = lead.get(&plan).await.body;
    assert!(body.find(&two).unwrap() < body.find(&one).unwrap());
    let page = lead.post(&format!("/actions/{two}/place"), &[("to", "nowhere")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(lead.get(&plan).await.body.contains("Action not moved"));
}
