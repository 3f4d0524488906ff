//! Active review: suggested, decided, recorded, and read by the organisation.

use super::rounds::open;
use crate::support::TestServer;
use axum::http::StatusCode;
use store::core::values::At;

/// A server whose submission is in the days of the open round, and the address of its active review.
async fn with_a_submission() -> (TestServer, String) {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update assessment set submitted_at = $1, paper_on = null where step = 'submitted'")
        .bind(At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let address = format!("{}/active-review/{}", open(&server), server.world.assessments[4].0);
    (server, address)
}

#[tokio::test]
async fn the_secretariat_decides_with_a_reason_and_the_leads_are_emailed_once() {
    let (server, here) = with_a_submission().await;
    let mut browser = server.browser("secretariat");
    let round = browser.get(&open(&server)).await;
    assert!(round.body.contains(">Active review</a>"), "{}", round.body);
    let list = browser.get(&format!("{}/active-review", open(&server))).await;
    assert!(list.body.contains(&here) && list.body.contains("Chosen: 0. Not decided: 1."), "{}", list.body);

    let blank = browser.post(&format!("{here}/choice"), &[]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Select whether this submission is chosen") && blank.body.contains("Enter the reason"));
    let half = browser.post(&format!("{here}/choice"), &[("choice", ""), ("reason", "Much to learn")]).await;
    assert!(half.body.contains("value=\"Much to learn\""), "what was typed stays");

    let fields = [("choice", "yes"), ("reason", "Much to learn")];
    for _ in 0..2 {
        assert_eq!(browser.post(&format!("{here}/choice"), &fields).await.status, StatusCode::SEE_OTHER);
    }
    let mut tx = server.app.db.read().await.unwrap();
    let emails: Vec<(String,)> =
        tx.query("select body from email where subject like 'Active review%'").all().await.unwrap();
    drop(tx);
    assert_eq!(emails.len(), 1, "one lead, once");
    assert!(emails[0].0.contains("/active-review") && !emails[0].0.contains("Much to learn"), "{}", emails[0].0);
    let page = browser.get(&here).await;
    assert!(page.body.contains("Much to learn") && page.body.contains("Record active review"), "{}", page.body);
}

#[tokio::test]
async fn what_came_of_it_is_kept_and_two_secretaries_do_not_overwrite_each_other() {
    let (server, here) = with_a_submission().await;
    let mut browser = server.browser("secretariat");
    let (choice, record) = (format!("{here}/choice"), format!("{here}/record"));
    browser.post(&choice, &[("choice", "yes"), ("reason", "Much to learn")]).await;
    let wrong =
        [("revision", "1"), ("meeting-day", "31"), ("meeting-month", "2"), ("meeting-year", "2027"), ("notes", "Mine")];
    let refused = browser.post(&record, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("must be a real date") && refused.body.contains("Mine</textarea>"),
        "{}",
        refused.body
    );
    let first = [
        ("revision", "1"),
        ("notes", "First notes"),
        ("outcome", "A mentor"),
        ("actions", "Name an owner\nMeet again"),
    ];
    assert_eq!(browser.post(&record, &first).await.status, StatusCode::SEE_OTHER);
    let late = browser.post(&record, &[("revision", "1"), ("notes", "Late notes")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("First notes") && late.body.contains("Late notes</textarea>"), "both are on the page");
    assert!(late.body.contains("name=\"revision\" value=\"2\""), "saving once more is on purpose");

    let own = format!("/assessments/{}/active-review", server.world.assessments[4].0);
    let read = server.browser("lead").get(&own).await;
    assert!(read.body.contains("A mentor") && read.body.contains("2 agreed actions"), "{}", read.body);
    assert!(!read.body.contains("First notes") && !read.body.contains("Much to learn"), "{}", read.body);
    for persona in ["other lead", "board", "secretariat"] {
        let status = server.browser(persona).get(&own).await.status;
        assert_ne!(status, StatusCode::OK, "{persona}");
    }
}

#[tokio::test]
async fn nobody_else_decides_or_learns_that_there_is_a_choice() {
    let (server, here) = with_a_submission().await;
    for (persona, reads, writes) in [
        ("lead", StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
        ("other lead", StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
        ("board", StatusCode::OK, StatusCode::FORBIDDEN),
    ] {
        let mut browser = server.browser(persona);
        assert_eq!(browser.get(&here).await.status, reads, "{persona}");
        for form in ["choice", "record"] {
            let fields = [("choice", "yes"), ("reason", "Mine"), ("revision", "1")];
            assert_eq!(browser.post(&format!("{here}/{form}"), &fields).await.status, writes, "{persona}: {form}");
        }
    }
    let mut secretariat = server.browser("secretariat");
    for wrong in [server.world.assessments[0].0.to_string(), "nothing".to_owned()] {
        let there = format!("{}/active-review/{wrong}", open(&server));
        assert_eq!(secretariat.get(&there).await.status, StatusCode::NOT_FOUND, "{wrong}");
        let choice = secretariat.post(&format!("{there}/choice"), &[("choice", "yes"), ("reason", "Mine")]).await;
        assert_eq!(choice.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let own = format!("/assessments/{}/active-review", server.world.assessments[4].0);
    assert_eq!(server.browser("lead").get(&own).await.status, StatusCode::NOT_FOUND, "it is not chosen");
}
