//! The previous plan, rated in a self-assessment.

use crate::support::TestServer;
use axum::http::StatusCode;

#[tokio::test]
async fn actions_are_rated_and_get_a_next_step_one_by_one() {
    let server = TestServer::new().await;
    server.add_actions(server.world.rated.0, 2).await;
    let mut browser = server.browser("contributor");
    let list = format!("/assessments/{}/previous-plan", server.world.assessments[0].0);
    let before = server.app.db.queries();
    let page = browser.get(&list).await;
    assert!(server.app.db.queries() - before <= 10);
    let sentence = "2 of 3 actions are rated; 3 need a next step";
    assert!(page.body.contains(sentence), "{}", page.body);

    let one = format!("{list}/{}", server.world.rated.1);
    let form = browser.get(&one).await;
    assert!(form.body.contains("Count everyone in 2018"));
    let fields = [("rating", "red"), ("outcome", "stopped"), ("learning", "Ask earlier")];
    let refused = browser.post(&one, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#explanation\"") && refused.body.contains("href=\"#reason\""));
    assert!(refused.body.contains("Ask earlier"), "the form keeps the text");

    let fields = [("rating", "red"), ("explanation", "No funds"), ("outcome", "continued"), ("button", "next")];
    let next = browser.post(&one, &fields).await;
    assert!(next.location().starts_with(&format!("{list}/")) && next.location() != one, "{}", next.location());
    let plan = browser.get(&format!("/plans/{}", server.world.assessments[0].1)).await;
    assert!(plan.body.contains("Open since 2018") && plan.body.contains("Continued from the previous plan"));
    let undone = browser.post(&one, &[("outcome", "open")]).await;
    assert_eq!(undone.location(), list);
    let plan = browser.get(&format!("/plans/{}", server.world.assessments[0].1)).await;
    assert!(!plan.body.contains("Open since 2018"));
}

#[tokio::test]
async fn next_steps_are_set_for_several_actions_at_once() {
    let server = TestServer::new().await;
    server.add_actions(server.world.rated.0, 5).await;
    let mut lead = server.browser("lead");
    let list = format!("/assessments/{}/previous-plan", server.world.assessments[0].0);
    for button in ["carry", "stop"] {
        assert_eq!(lead.post(&list, &[("button", button)]).await.location(), list);
    }
    let page = lead.get(&list).await;
    assert!(page.body.contains("2 completed actions stopped."), "{}", page.body);
    assert!(page.body.contains("2 need a next step"));
}

#[tokio::test]
async fn a_locked_previous_plan_is_read_only_and_unrelated_actions_are_not_found() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let (drafting, locked) = (server.world.assessments[0].0, server.world.assessments[1].0);
    let rated = server.world.rated.1;
    let path = format!("/assessments/{locked}/previous-plan/{rated}");
    let response = lead.post(&path, &[("outcome", "continued")]).await;
    assert_eq!(response.status, StatusCode::FORBIDDEN);
    let unrelated = server.world.actions[2];
    let response = lead.get(&format!("/assessments/{drafting}/previous-plan/{unrelated}")).await;
    assert_eq!(response.status, StatusCode::NOT_FOUND);
}
