//! One's own account: name, sessions, and where one is led.

use crate::support::Trial;
use axum::http::StatusCode;
use jiff::SignedDuration;
use store::{accounts::sessions, core::secrets};

#[tokio::test]
async fn signing_out_everywhere_ends_every_own_session_and_no_other() {
    let trial = Trial::new().await;
    let (mut here, mut other) = (trial.browser("lead"), trial.browser("contributor"));
    let mut tx = trial.app.db.write().await.unwrap();
    let person = trial.world.persona("lead").person.unwrap();
    sessions::begin(&mut tx, person, "Firefox on Linux", trial.now()).await.unwrap();
    tx.commit().await.unwrap();
    let shown = here.get("/account").await.body;
    assert!(shown.contains("You are signed in on 2 devices") && shown.contains("Firefox on Linux"));

    let mut kept = here.clone();
    let answer = here.post("/account/sign-out-everywhere", &[]).await;
    assert_eq!(answer.location(), "/sign-in");
    assert_eq!(here.cookie("session"), "");
    assert_eq!(kept.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(other.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_ends_this_session() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("lead");
    let mut kept = browser.clone();
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(kept.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_lasts_while_it_is() {
    let trial = Trial::new().await;
    let (mut used, mut idle) = (trial.browser("lead"), trial.browser("contributor"));
    for _ in 0..3 {
        trial.app.clock.pass(SignedDuration::from_hours(7));
        assert_eq!(used.get("/account").await.status, StatusCode::OK);
    }
    assert_eq!(idle.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn no_session_lasts_longer_than_two_weeks() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("nobody");
    browser.post(&format!("/sign-in/link/{}", trial.world.sign_in_link), &[]).await;
    for _ in 0..33 {
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        trial.app.clock.pass(SignedDuration::from_hours(10));
    }
    trial.app.clock.pass(SignedDuration::from_hours(7));
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn being_here_is_written_down_only_now_and_then() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("lead");
    let commits = trial.app.db.commits();
    browser.get("/account").await;
    assert_eq!(trial.app.db.commits(), commits);
    trial.app.clock.pass(SignedDuration::from_mins(11));
    browser.get("/account").await;
    browser.get("/account").await;
    assert_eq!(trial.app.db.commits(), commits + 1);
}

#[tokio::test]
async fn a_name_is_changed_or_refused_and_kept() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("lead");
    assert_eq!(browser.post("/account/name", &[("name", "Ada King")]).await.location(), "/account");
    assert!(browser.get("/account").await.body.contains("Ada King"));
    let long = "é".repeat(201);
    let answer = browser.post("/account/name", &[("name", &long)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(&long));
}

#[tokio::test]
async fn home_leads_each_to_where_they_work() {
    let trial = Trial::new().await;
    let organisation = format!("/organisations/{}", trial.world.organisation);
    assert_eq!(trial.browser("lead").get("/home").await.location(), organisation);
    assert_eq!(trial.browser("secretariat").get("/home").await.location(), "/organisations");

    let mut tx = trial.app.db.write().await.unwrap();
    let person = trial.world.persona("lead").person.unwrap();
    let (other,): (uuid::Uuid,) = tx.query("select id from organisation where slug = 'eastfell'").one().await.unwrap();
    let (other, role) = (model::OrganisationId(other), model::core::permit::Role::Contributor);
    store::accounts::members::admit(&mut tx, &testing::program(), other, person, role, trial.now()).await.unwrap();
    let email = model::core::short::Email::parse("alone@assay.example").unwrap();
    let name = model::core::short::Line::parse("A. Lone").unwrap();
    let alone =
        store::accounts::people::find_or_make(&mut tx, &testing::program(), &email, &name, trial.now()).await.unwrap();
    let session = sessions::begin(&mut tx, alone, "", trial.now()).await.unwrap();
    tx.commit().await.unwrap();
    let before = trial.app.db.queries();
    let choice = trial.browser("lead").get("/home").await.body;
    assert!(trial.app.db.queries() - before <= 6);
    assert!(choice.contains("Choose an organisation") && choice.contains(&organisation));
    let mut browser = trial.browser("nobody");
    browser.plant("session", &session);
    assert!(browser.get("/home").await.body.contains("You do not have access to an organisation"));
    assert_ne!(session, secrets::hash(&session));
}

#[tokio::test]
async fn what_is_held_is_seen_taken_along_and_erased() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("contributor");
    let action = trial.world.actions[4];
    browser.post(&format!("/actions/{action}/progress"), &[("rating", "red"), ("explanation", "No funds")]).await;
    let before = trial.app.db.queries();
    let page = browser.get("/account/data").await.body;
    assert!(trial.app.db.queries() - before <= 20);
    for words in [
        "1 event in the activity log shows your name",
        "contributor@assay.example",
        "Northmoor University: contributor",
        "you rated",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let file = browser.get("/account/data.json").await;
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("your-data.json"));
    let held: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!(held["history"][0]["what"]["explanation"], "No funds");
    assert!(browser.get("/account/erasure").await.body.contains("You cannot undo this"));
    let erased = browser.post("/account/erasure", &[]).await;
    assert_eq!(erased.location(), "/sign-in");
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "nobody is signed in any more");
    let history = trial.browser("lead").get(&format!("/actions/{action}")).await.body;
    assert!(history.contains("A former contributor") && !history.contains("contributor Example"), "{history}");
}

#[tokio::test]
async fn the_only_lead_is_told_what_comes_before_erasure() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let page = lead.get("/account/erasure").await.body;
    assert!(page.contains("Complete these steps first") && page.contains("Invite lead"), "{page}");
    let refused = lead.post("/account/erasure", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lead.get("/account").await.status.is_success());
}
