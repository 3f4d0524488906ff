//! The page of the feedback that an organisation received, and its files.

use crate::support::TestServer;
use axum::http::StatusCode;

fn here(server: &TestServer) -> String {
    format!("/assessments/{}/feedback", server.world.assessments[4].0)
}

async fn sent() -> TestServer {
    let server = TestServer::with_panel().await;
    let mut tx = server.app.db.write().await.unwrap();
    testing::world::panels::send_feedback(&mut tx, &server.world, server.now()).await;
    tx.commit().await.unwrap();
    server
}

#[tokio::test]
async fn before_it_is_sent_the_page_does_not_exist_and_nothing_leads_to_it() {
    let server = TestServer::with_panel().await;
    for persona in ["lead", "contributor", "secretariat", "board", "other lead"] {
        for file in ["", ".pdf", ".docx"] {
            let path = format!("{}{file}", here(&server));
            assert_eq!(server.browser(persona).get(&path).await.status, StatusCode::NOT_FOUND, "{persona} {path}");
        }
    }
    for page in ["", "/assessments"] {
        let path = format!("/organisations/{}{page}", server.world.organisation);
        let body = server.browser("lead").get(&path).await.body;
        assert!(!body.contains(&here(&server)) && !body.contains("peer review feedback"), "{path}: {body}");
    }
}

#[tokio::test]
async fn members_the_secretariat_and_the_board_read_it_and_nobody_else() {
    let server = sent().await;
    for persona in ["lead", "contributor", "secretariat", "board"] {
        let page = server.browser(persona).get(&here(&server)).await;
        assert_eq!(page.status, StatusCode::OK, "{persona}");
        for words in [
            "Thank you for your submission.",
            "It burns brightly.",
            "Trim the wick each week.",
            "Sent on 22 November 2026.",
        ] {
            assert!(page.body.contains(words), "{persona}: {words}: {}", page.body);
        }
        for name in ["other lead Example", "Open round", "panel 1"] {
            assert!(!page.body.contains(name), "{persona}: {name}");
        }
        let word = server.browser(persona).get(&format!("{}.docx", here(&server))).await;
        assert!(word.status == StatusCode::OK && word.bytes.starts_with(b"PK"), "{persona}");
    }
    // A member of the panel, who is a lead elsewhere, and strangers.
    for file in ["", ".pdf", ".docx"] {
        let path = format!("{}{file}", here(&server));
        assert_eq!(server.browser("other lead").get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(server.browser("nobody").get(&path).await.status, StatusCode::SEE_OTHER, "sign in");
    }
}

#[tokio::test]
async fn the_pages_of_the_organisation_lead_to_it_and_its_lead_is_reminded_for_a_while() {
    let server = sent().await;
    let home = format!("/organisations/{}", server.world.organisation);
    let page = server.browser("lead").get(&home).await;
    assert!(page.body.contains("Read feedback") && page.body.contains(&here(&server)), "{}", page.body);
    let page = server.browser("contributor").get(&home).await;
    assert!(!page.body.contains("Read feedback") && page.body.contains("View peer review feedback on stage"));
    assert!(server.browser("lead").get(&format!("{home}/assessments")).await.body.contains(&here(&server)));
    let own = format!("/assessments/{}", server.world.assessments[4].0);
    assert!(server.browser("lead").get(&own).await.body.contains("View feedback"));
    server.app.clock.advance(jiff::SignedDuration::from_hours(24 * 29));
    let page = server.browser_in_new_session("lead").await.get(&home).await;
    assert!(!page.body.contains("Read feedback") && page.body.contains(&here(&server)), "{}", page.body);
}

#[tokio::test]
async fn the_activity_log_says_that_it_was_sent_and_by_nobody() {
    let (server, ..) = super::moderation::agreed().await;
    super::moderation::approve(&server).await;
    let sending = format!("{}/sending", super::rounds::open(&server));
    let mut secretariat = server.browser("secretariat");
    let page = secretariat.get(&sending).await.body;
    secretariat.post(&sending, &[("list", super::allocation::hidden(&page, "list"))]).await;
    let log = server.browser("lead").get(&format!("/organisations/{}/activity", server.world.organisation)).await;
    assert!(log.body.contains("sent the peer review feedback on “Stage "), "{}", log.body);
    assert!(!log.body.contains("secretariat Example sent the peer review"), "{}", log.body);
    assert!(!log.body.contains("Open round"), "{}", log.body);
}
