//! Actions, and their progress updates.

use crate::support::{Answer, Browser, Trial};
use axum::http::StatusCode;

fn error_of(answer: &Answer, field: &str) -> bool {
    answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(&format!("href=\"#{field}\""))
}

/// Add an action with these words to the drafted plan, and say where it is.
async fn added(trial: &Trial, browser: &mut Browser, text: &str) -> String {
    let plan = trial.world.assessments[0].1;
    let fields = [("text", text), ("themes", "light"), ("themes", "company"), ("timescale", "By March 2027")];
    let answer = browser.post(&format!("/plans/{plan}/actions"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().split_once("#a-").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_new_action_needs_words_and_a_theme_and_keeps_what_was_typed() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("contributor");
    let plan = trial.world.assessments[0].1;
    let answer = browser.post(&format!("/plans/{plan}/actions"), &[("owner", "Master <b>")]).await;
    assert!(error_of(&answer, "text") && error_of(&answer, "themes"));
    assert!(answer.body.contains("Master &#60;b&#62;"));
    let action = added(&trial, &mut browser, "Light the lamp").await;
    assert_eq!(added(&trial, &mut browser, "Light the lamp").await, action, "sent again, it is added once");
    let answer = browser.get(&format!("/plans/{plan}")).await;
    assert!(answer.body.contains("Action not added"), "{}", answer.body);
    assert!(answer.body.contains("Light the lamp") && answer.body.contains("Also under theme: Company"));
    let answer = browser.get(&format!("/actions/{action}")).await;
    assert!(answer.body.contains("31 March 2027") && answer.body.contains("No progress update yet"));
}

#[tokio::test]
async fn the_second_editor_of_an_action_sees_both_versions_and_loses_nothing() {
    let trial = Trial::new().await;
    let (mut one, mut other) = (trial.browser("lead"), trial.browser("contributor"));
    let action = added(&trial, &mut one, "Light the lamp").await;
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
    let trial = Trial::new().await;
    let mut browser = trial.browser("contributor");
    let path = format!("/actions/{}/progress", trial.world.actions[4]);
    let answer = browser.post(&path, &[("rating", "red"), ("learning", "Ask earlier")]).await;
    assert!(error_of(&answer, "explanation"));
    assert!(answer.body.contains("Ask earlier"));
    assert!(error_of(&browser.post(&path, &[("explanation", "Something")]).await, "rating"));
    let plan = format!("/plans/{}", trial.world.assessments[4].1);
    let fields = [("rating", "red"), ("explanation", "No funds"), ("then", plan.as_str())];
    assert_eq!(browser.post(&path, &fields).await.location(), plan);
    let evil = [("rating", "green"), ("then", "//evil.example")];
    assert_eq!(browser.post(&path, &evil).await.location(), format!("/actions/{}", trial.world.actions[4]));
    let before = trial.app.db.queries();
    let page = browser.get(&format!("/actions/{}", trial.world.actions[4])).await;
    assert!(trial.app.db.queries() - before <= 11);
    assert!(page.body.contains("No funds") && page.body.contains("contributor Example"));
}

#[tokio::test]
async fn an_action_is_split_merged_withdrawn_and_brought_back() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let plan = format!("/plans/{}", trial.world.assessments[0].1);
    let (one, two) = (added(&trial, &mut lead, "Paint").await, added(&trial, &mut lead, "Oil").await);

    let path = format!("/actions/{one}/split");
    let answer = lead.post(&path, &[("revision", "1"), ("part", "Paint the door"), ("part", " ")]).await;
    assert!(error_of(&answer, "part-2") && answer.body.contains("Paint the door"));
    let parts = [("revision", "1"), ("part", "Paint the door"), ("part", "Paint the wall")];
    assert_eq!(lead.post(&path, &parts).await.status, StatusCode::SEE_OTHER);
    assert_eq!(lead.post(&path, &parts).await.status, StatusCode::CONFLICT);
    assert!(lead.get(&plan).await.body.contains("Paint the wall"));

    let path = format!("/actions/{one}/merge");
    let answer = lead.post(&path, &[("revision", "2"), ("text", "Paint and oil")]).await;
    assert!(error_of(&answer, "others") && error_of(&answer, "reason") && answer.body.contains("Paint and oil"));
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
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let plan = format!("/plans/{}?order=change", trial.world.assessments[0].1);
    let (one, two) = (added(&trial, &mut lead, "Alpha action").await, added(&trial, &mut lead, "Beta action").await);
    let page = lead.post(&format!("/actions/{two}/place"), &[("to", "up")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let body = lead.get(&plan).await.body;
    assert!(body.find(&two).unwrap() < body.find(&one).unwrap());
    let page = lead.post(&format!("/actions/{two}/place"), &[("to", "nowhere")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(lead.get(&plan).await.body.contains("Action not moved"));
}
