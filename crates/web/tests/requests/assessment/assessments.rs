//! Self-assessments: starting, their pages, the check.

use crate::support::{Answer, Trial};
use axum::http::StatusCode;

fn on_desk(answer: Answer, words: &[&str]) -> Answer {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    for word in words {
        assert!(answer.body.contains(word), "“{word}” is not in {}", answer.body);
    }
    answer
}

#[tokio::test]
async fn the_task_list_says_how_far_it_is_and_what_is_missing() {
    let trial = Trial::new().await;
    let (assessment, plan) = trial.world.assessments[0];
    let before = trial.app.db.queries();
    let answer = trial.browser("lead").get(&format!("/assessments/{assessment}")).await;
    assert!(
        trial.app.db.queries() - before <= 12,
        "a budget of twelve queries, not {}",
        trial.app.db.queries() - before
    );
    let answer = on_desk(
        answer,
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
        assert!(answer.body.contains(&format!("href=\"{href}\"")), "there is no way to {href}");
    }
}

#[tokio::test]
async fn what_is_frozen_or_submitted_says_so_and_offers_to_open_it() {
    let trial = Trial::new().await;
    let at = |step: usize| format!("/assessments/{}", trial.world.assessments[step].0);
    let ready = trial.browser("lead").get(&at(1)).await;
    on_desk(ready, &["Locked: awaiting lead’s signature", "Unlock for editing"]);
    let signed = trial.browser("contributor").get(&at(3)).await;
    let signed = on_desk(signed, &["Signed: ready to submit"]);
    assert!(!signed.body.contains("Unlock for editing"), "a contributor cannot");
    on_desk(trial.browser("lead").get(&at(4)).await, &["Submitted on", "ask the secretariat to return it for changes"]);
}

#[tokio::test]
async fn the_check_names_everything_what_blocks_first() {
    let trial = Trial::new().await;
    let (assessment, _) = trial.world.assessments[0];
    let before = trial.app.db.queries();
    let answer = trial.browser("contributor").get(&format!("/assessments/{assessment}/check")).await;
    assert!(trial.app.db.queries() - before <= 10);
    let answer = on_desk(answer, &["4 items missing", "has no success measure", "is your only"]);
    let (missing, advice) = (answer.body.find("Answer “Your tower”"), answer.body.find("is your only"));
    assert!(missing.unwrap() < advice.unwrap());
}

#[tokio::test]
async fn a_lead_starts_one_and_only_one() {
    let trial = Trial::new().await;
    let path = format!("/organisations/{}/assessments", trial.world.organisation);
    let listed = trial.browser("lead").get(&path).await;
    let listed = on_desk(listed, &["self-assessment is in progress", "before you start another"]);
    assert!(!listed.body.contains("Start stage"));
    let before = trial.app.db.queries();
    trial.browser("lead").get(&path).await;
    assert!(trial.app.db.queries() - before <= 6);
    let refused = trial.browser("lead").post(&path, &[]).await;
    assert_eq!((refused.status, refused.location()), (StatusCode::SEE_OTHER, path.as_str()));
    assert_eq!(trial.browser("contributor").post(&path, &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(trial.browser("other lead").post(&path, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_started_is_a_task_list_with_an_empty_plan() {
    let trial = Trial::new().await;
    // The invented charter begins in 2030.
    let years = jiff::SignedDuration::from_hours(24 * 366 * 8);
    trial.app.clock.pass(years);
    let mut tx = trial.app.db.write().await.unwrap();
    tx.query("update session set seen_at = $2, expires_at = $1")
        .bind(store::core::values::At(trial.now() + years))
        .bind(store::core::values::At(trial.now()))
        .run()
        .await
        .unwrap();
    let lead = trial.world.persona("other lead").person.unwrap();
    let (organisation,): (uuid::Uuid,) =
        tx.query("select organisation_id from member where person_id = $1").bind(lead.0).one().await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/organisations/{organisation}/assessments");
    let mut browser = trial.browser("other lead");
    on_desk(browser.get(&path).await, &["No self-assessments yet", "Start stage 1"]);
    let started = browser.post(&path, &[]).await;
    assert!(started.location().starts_with("/assessments/"), "{}", started.location());
    let place = started.location().to_owned();
    on_desk(
        browser.get(&place).await,
        &["1 of 6 parts is complete", "Self-assessment started.", "The new action plan has no actions yet"],
    );
}
