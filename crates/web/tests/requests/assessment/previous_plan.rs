//! The last plan, rated within a self-assessment.

use crate::support::Trial;
use axum::http::StatusCode;

#[tokio::test]
async fn actions_are_rated_and_decided_one_after_another() {
    let trial = Trial::new().await;
    trial.fill(trial.world.rated.0, 2).await;
    let mut browser = trial.browser("contributor");
    let list = format!("/assessments/{}/previous-plan", trial.world.assessments[0].0);
    let before = trial.app.db.queries();
    let page = browser.get(&list).await;
    assert!(trial.app.db.queries() - before <= 10);
    let sentence = "2 of 3 actions are rated; 3 need a next step";
    assert!(page.body.contains(sentence), "{}", page.body);

    let one = format!("{list}/{}", trial.world.rated.1);
    let form = browser.get(&one).await;
    assert!(form.body.contains("Count everyone in 2018"));
    let fields = [("rating", "red"), ("outcome", "stopped"), ("learning", "Ask earlier")];
    let refused = browser.post(&one, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#explanation\"") && refused.body.contains("href=\"#reason\""));
    assert!(refused.body.contains("Ask earlier"), "the words are kept");

    let fields = [("rating", "red"), ("explanation", "No funds"), ("outcome", "continued"), ("button", "next")];
    let next = browser.post(&one, &fields).await;
    assert!(next.location().starts_with(&format!("{list}/")) && next.location() != one, "{}", next.location());
    let plan = browser.get(&format!("/plans/{}", trial.world.assessments[0].1)).await;
    assert!(plan.body.contains("Open since 2018") && plan.body.contains("Continued from the previous plan"));
    let undone = browser.post(&one, &[("outcome", "open")]).await;
    assert_eq!(undone.location(), list);
    let plan = browser.get(&format!("/plans/{}", trial.world.assessments[0].1)).await;
    assert!(!plan.body.contains("Open since 2018"));
}

#[tokio::test]
async fn many_are_decided_at_once() {
    let trial = Trial::new().await;
    trial.fill(trial.world.rated.0, 5).await;
    let mut lead = trial.browser("lead");
    let list = format!("/assessments/{}/previous-plan", trial.world.assessments[0].0);
    for button in ["carry", "stop"] {
        assert_eq!(lead.post(&list, &[("button", button)]).await.location(), list);
    }
    let page = lead.get(&list).await;
    assert!(page.body.contains("2 completed actions stopped."), "{}", page.body);
    assert!(page.body.contains("2 need a next step"));
}

#[tokio::test]
async fn what_is_frozen_is_not_decided_and_strange_actions_are_not_found() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let (drafting, locked) = (trial.world.assessments[0].0, trial.world.assessments[1].0);
    let rated = trial.world.rated.1;
    let answer = lead.post(&format!("/assessments/{locked}/previous-plan/{rated}"), &[("outcome", "continued")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let stranger = trial.world.actions[2];
    let answer = lead.get(&format!("/assessments/{drafting}/previous-plan/{stranger}")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
