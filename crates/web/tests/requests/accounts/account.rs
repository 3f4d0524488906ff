//! The account page: name, sessions, personal data, and the home page after signing in.

use crate::support::TestServer;
use axum::http::StatusCode;
use jiff::SignedDuration;
use store::{
    accounts::sessions,
    core::{secrets, values::At},
};

#[tokio::test]
async fn signing_out_everywhere_ends_only_your_own_sessions() {
    let server = TestServer::new().await;
    let (mut here, mut other) = (server.browser("lead"), server.browser("contributor"));
    let mut tx = server.app.db.write().await.unwrap();
    let person = server.world.persona("lead").person.unwrap();
    sessions::create(&mut tx, person, "Firefox on Linux", server.now()).await.unwrap();
    tx.commit().await.unwrap();
    let page = here.get("/account").await.body;
    assert!(page.contains("You are signed in on 2 devices") && page.contains("Firefox on Linux"));

    let mut copy = here.clone();
    let response = here.post("/account/sign-out-everywhere", &[]).await;
    assert_eq!(response.location(), "/sign-in");
    assert_eq!(here.cookie("session"), "");
    assert_eq!(copy.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(other.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_ends_this_session() {
    let server = TestServer::new().await;
    let mut browser = server.browser("lead");
    let mut copy = browser.clone();
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(copy.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_expires_only_when_it_is_not_used() {
    let server = TestServer::new().await;
    let (mut used, mut idle) = (server.browser("lead"), server.browser("contributor"));
    for _ in 0..3 {
        server.app.clock.advance(SignedDuration::from_hours(7));
        assert_eq!(used.get("/account").await.status, StatusCode::OK);
    }
    assert_eq!(idle.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn no_session_lasts_longer_than_two_weeks() {
    let server = TestServer::new().await;
    let mut browser = server.browser("nobody");
    browser.post(&format!("/sign-in/link/{}", server.world.sign_in_link), &[]).await;
    for _ in 0..33 {
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        server.app.clock.advance(SignedDuration::from_hours(10));
    }
    server.app.clock.advance(SignedDuration::from_hours(7));
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_last_use_of_a_session_is_saved_at_most_every_ten_minutes() {
    let server = TestServer::new().await;
    let last_use = async || {
        let mut tx = server.app.db.read().await.unwrap();
        let (At(seen),): (At,) = tx.query("select max(seen_at) from session").one().await.unwrap();
        seen
    };
    let mut browser = server.browser("lead");
    let first = last_use().await;
    browser.get("/account").await;
    assert_eq!(last_use().await, first);
    server.app.clock.advance(SignedDuration::from_mins(11));
    browser.get("/account").await;
    let second = last_use().await;
    assert!(second > first, "{second}");
    server.app.clock.advance(SignedDuration::from_mins(9));
    browser.get("/account").await;
    assert_eq!(last_use().await, second);
}

/// Otherwise the cache would be empty when the database goes away, as often as somebody signs in.
#[tokio::test]
async fn signing_in_and_using_the_account_does_not_empty_the_cache_of_public_pages() {
    let server = TestServer::new().await;
    let mut browser = server.browser("nobody");
    let commits = server.app.db.commits();
    assert_eq!(browser.post("/sign-in", &[("email", "lead@assay.example")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.post("/sign-in/code", &[("code", "1234 5678")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.post(&format!("/sign-in/link/{}", server.world.sign_in_link), &[]).await;
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    server.app.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
    assert_eq!(browser.post("/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(server.app.db.commits(), commits);
    server.browser("lead").post("/account/name", &[("name", "Ada King")]).await;
    assert_eq!(server.app.db.commits(), commits + 1, "a name can be on a public page");
}

#[tokio::test]
async fn a_name_is_changed_and_an_invalid_one_stays_in_the_form() {
    let server = TestServer::new().await;
    let mut browser = server.browser("lead");
    assert_eq!(browser.post("/account/name", &[("name", "Ada King")]).await.location(), "/account");
    assert!(browser.get("/account").await.body.contains("Ada King"));
    let long = "é".repeat(201);
    let response = browser.post("/account/name", &[("name", &long)]).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains(&long));
}

#[tokio::test]
async fn home_redirects_to_the_organisation_or_offers_a_choice() {
    let server = TestServer::new().await;
    let organisation = format!("/organisations/{}", server.world.organisation);
    assert_eq!(server.browser("lead").get("/home").await.location(), organisation);
    assert_eq!(server.browser("secretariat").get("/home").await.location(), "/organisations");

    let mut tx = server.app.db.write().await.unwrap();
    let person = server.world.persona("lead").person.unwrap();
    let (other,): (uuid::Uuid,) = tx.query("select id from organisation where slug = 'eastfell'").one().await.unwrap();
    let (other, role) = (model::OrganisationId(other), model::core::permit::Role::Contributor);
    store::accounts::members::admit(&mut tx, &testing::program(), other, person, role, server.now()).await.unwrap();
    let email = model::core::short::Email::parse("alone@assay.example").unwrap();
    let name = model::core::short::Line::parse("A. Lone").unwrap();
    let alone = store::accounts::people::find_or_create(&mut tx, &testing::program(), &email, &name, server.now())
        .await
        .unwrap();
    let session = sessions::create(&mut tx, alone, "", server.now()).await.unwrap();
    tx.commit().await.unwrap();
    let before = server.app.db.queries();
    let choice = server.browser("lead").get("/home").await.body;
    assert!(server.app.db.queries() - before <= 6);
    assert!(choice.contains("Choose an organisation") && choice.contains(&organisation));
    let mut browser = server.browser("nobody");
    browser.set_cookie("session", &session);
    assert!(browser.get("/home").await.body.contains("You do not have access to an organisation"));
    assert_ne!(session, secrets::hash(&session));
}

#[tokio::test]
async fn personal_data_is_shown_downloaded_and_erased() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let action = server.world.actions[4];
    browser.post(&format!("/actions/{action}/progress"), &[("rating", "red"), ("explanation", "No funds")]).await;
    let before = server.app.db.queries();
    let page = browser.get("/account/data").await.body;
    assert!(server.app.db.queries() - before <= 28);
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
    let data: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!(data["history"][0]["what"]["explanation"], "No funds");
    assert!(browser.get("/account/erasure").await.body.contains("You cannot undo this"));
    let erased = browser.post("/account/erasure", &[]).await;
    assert_eq!(erased.location(), "/sign-in");
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "the session has ended");
    let history = server.browser("lead").get(&format!("/actions/{action}")).await.body;
    assert!(history.contains("A former contributor") && !history.contains("contributor Example"), "{history}");
}

#[tokio::test]
async fn the_only_lead_must_complete_steps_before_erasure() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let page = lead.get("/account/erasure").await.body;
    assert!(page.contains("Complete these steps first") && page.contains("Invite lead"), "{page}");
    let refused = lead.post("/account/erasure", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lead.get("/account").await.status.is_success());
}
