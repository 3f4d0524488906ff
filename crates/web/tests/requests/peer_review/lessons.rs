//! What a round taught: for the secretariat at any time, for the board once feedback is sent, without names, and as PDF.

use super::{
    rounds::open,
    workbench::{base, complete},
};
use crate::support::TestServer;
use axum::http::StatusCode;

async fn send(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    testing::world::panels::send_feedback(&mut tx, &server.world, server.now()).await;
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_board_reads_lessons_only_once_feedback_is_sent_and_without_names_or_small_numbers() {
    let server = TestServer::with_panel().await;
    complete(&mut server.browser("other lead"), &base(&server), "Bright").await;
    let (page, file) = (format!("{}/lessons", open(&server)), format!("{}/lessons.pdf", open(&server)));
    for path in [&page, &file] {
        let refused = server.browser("board").get(path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(refused.body.contains("once all of its feedback is sent"), "{}", refused.body);
    }
    let mut secretariat = server.browser("secretariat");
    assert!(secretariat.get(&open(&server)).await.body.contains(&page));
    let before = server.app.db.queries();
    let early = secretariat.get(&page).await.body;
    assert!(server.app.db.queries() - before <= 12, "{}", server.app.db.queries() - before);
    for words in [
        "Lessons from the round",
        "other lead Example",
        "Feedback is not sent yet",
        "Krippendorff",
        "<svg class=\"bar\"",
    ] {
        assert!(early.contains(words), "{words}: {early}");
    }
    send(&server).await;
    let board = server.browser("board").get(&page).await;
    assert_eq!(board.status, StatusCode::OK);
    assert!(board.body.contains("Not shown: fewer than 3 reviewers."), "{}", board.body);
    assert!(!board.body.contains("other lead Example") && !board.body.contains("Northmoor"), "{}", board.body);
    for persona in ["lead", "contributor", "other lead", "nobody"] {
        for path in [&page, &file] {
            let status = server.browser(persona).get(path).await.status;
            assert!(status == StatusCode::NOT_FOUND || status == StatusCode::SEE_OTHER, "{persona}: {path}: {status}");
        }
    }
}

#[tokio::test]
async fn advice_that_recurs_leads_to_its_passages() {
    let server = TestServer::with_panel().await;
    let mut tx = server.app.db.write().await.unwrap();
    let mut feedback = testing::world::panels::feedback();
    testing::world::panels::send_feedback(&mut tx, &server.world, server.now()).await;
    // The same advice to two more organisations, about other submissions of the world.
    for (number, name) in ["Eastfell", "Southmere"].iter().enumerate() {
        feedback.organisation = (*name).to_owned();
        let (hash, canonical) = feedback.locked();
        tx.query(
            "insert into feedback (id, round_id, assessment_id, hash, canonical, approved_at, sent_at) values ($1, $2, $3, $4, $5, $6, $6)",
        )
        .bind(store::core::ids::new(server.now()))
        .bind(server.world.rounds[0].0)
        .bind(server.world.assessments[number].0.0)
        .bind(hash.to_string())
        .bind(canonical)
        .bind(store::core::values::At(server.now()))
        .run()
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let page = server.browser("board").get(&format!("{}/lessons", open(&server))).await.body;
    for words in ["Recurring words and phrases", "Southmere, The lamp: “Trim the wick each week.”"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}
