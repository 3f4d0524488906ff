//! What was done about the advice of the last peer review, from the form to the next reviewers, and nowhere else. And its version history.

use crate::{assessment::sign_off::CompleteDraft, core::access::address, support::TestServer};
use axum::http::StatusCode;
use jiff::SignedDuration;
use store::core::{ids, values::At};
use web::routes::routes;

/// What the organisation answers, and what it was advised: each is on no other page.
const ANSWERS: [&str; 2] = ["tellTale: each Sunday after the watch", "tellTale: the book was lost"];
const ADVICE: &str = "Trim the wick each week.";

/// A server whose organisation received feedback and has the next self-assessment complete.
async fn draft() -> CompleteDraft {
    let server = TestServer::with_panel().await;
    let mut tx = server.app.db.write().await.unwrap();
    testing::world::panels::send_feedback(&mut tx, &server.world, server.now()).await;
    tx.commit().await.unwrap();
    server.app.clock.advance(SignedDuration::from_hours(1));
    CompleteDraft::on(server).await
}

/// Answers both advices, by two members.
async fn answer(draft: &CompleteDraft) {
    for (persona, key, outcome, text) in
        [("lead", "lamp", "partly", ANSWERS[0]), ("contributor", "log", "not-done", ANSWERS[1])]
    {
        let (outcome_field, text_field) = (format!("outcome-{key}"), format!("text-{key}"));
        let revision = format!("revision-{key}");
        let fields = [(outcome_field.as_str(), outcome), (text_field.as_str(), text), (revision.as_str(), "0")];
        let saved = draft.server.browser(persona).post(&draft.at("advice"), &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
}

/// Gives the submission to another panel of the round, with the other lead. Returns the address of its review.
async fn review(draft: &CompleteDraft) -> String {
    let (server, panel) = (&draft.server, ids::new(draft.server.now()));
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("insert into panel (id, round_id, number, created_at) values ($1, $2, 2, $3)")
        .bind(panel)
        .bind(server.world.rounds[0].0)
        .bind(At(server.now()))
        .run()
        .await
        .unwrap();
    let member = server.world.persona("other lead").person.unwrap();
    testing::world::panels::join(&mut tx, model::PanelId(panel), member, server.now()).await;
    tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
        .bind(panel)
        .bind(draft.assessment.0)
        .bind(At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    format!("/peer-review/panels/{panel}/submissions/{}", draft.assessment)
}

#[tokio::test]
async fn answers_to_advice_are_signed_by_who_read_them_and_then_read_by_reviewers_and_not_published() {
    let draft = draft().await;
    answer(&draft).await;
    assert_eq!(draft.lead().post(&draft.at("lock"), &[]).await.location(), draft.at("sign-off"));
    let late = [("outcome-lamp", "done"), ("text-lamp", "Later"), ("revision", "1")];
    assert_eq!(draft.lead().post(&draft.at("advice/lamp"), &late).await.status, StatusCode::FORBIDDEN);
    let locked = draft.lead().get(&draft.at("locked")).await.body;
    draft.sign_as_lead().await;
    let link = draft.request_signature().await;
    let page = draft.visitor().get(&link).await.body;
    assert!(page.contains("You sign it too, and it is not published."), "{page}");
    let text = draft.visitor().get(&format!("{link}/text")).await.body;
    let file = draft.visitor().get(&format!("{link}/files/html")).await.body;
    for (page, body) in [("the locked version", &locked), ("the leader’s page", &text), ("the file", &file)] {
        for words in ANSWERS.into_iter().chain([ADVICE, "Partly done", "Not done"]) {
            assert!(body.contains(words), "{words} is not on {page}: {body}");
        }
    }
    // PDF and Word are made from the same document, and tests of the site do not typeset.
    let word = draft.visitor().get(&format!("{link}/files/docx")).await;
    assert_eq!(word.status, StatusCode::OK);
    assert_eq!(draft.sign_as_leader(&link).await.location(), link);
    let submitted = draft.lead().post(&draft.at("submission"), &[]).await;
    assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.body);
    let review = review(&draft).await;
    for (persona, page) in
        [("other lead", review), ("secretariat", draft.at("advice")), ("secretariat", draft.at("locked"))]
    {
        let body = draft.server.browser(persona).get(&page).await.body;
        for words in ANSWERS.into_iter().chain([ADVICE]) {
            assert!(body.contains(words), "{words}, for {persona} at {page}: {body}");
        }
    }
    nobody_else_reads_it(&draft).await;
}

/// Visits every page, file, feed and set of data as those who are not told.
async fn nobody_else_reads_it(draft: &CompleteDraft) {
    let (server, version, mut seen) = (&draft.server, draft.version().await, 0);
    for (_, path) in routes().list.into_iter().filter(|(method, _)| *method == "GET") {
        let path = path.replace("{submission}", &draft.assessment.to_string()).replace("{sha256}", &version);
        let formats: &[&str] = if path.contains("{format}") { &["html", "csv", "json", "docx"] } else { &[""] };
        for format in formats {
            let address = address(server, &path.replace("{format}", format), 0);
            for persona in ["nobody", "board", "other lead"] {
                let page = server.browser(persona).get(&address).await;
                for words in ["tellTale", ADVICE] {
                    // The board reads the feedback that was sent.
                    let is_feedback = persona == "board" && address.contains("/feedback") && words == ADVICE;
                    let is_theirs = persona == "other lead" && address.starts_with("/peer-review/panels/");
                    assert!(
                        is_feedback || is_theirs || !page.body.contains(words),
                        "{words} is shown to {persona} at {address}:\n{}",
                        page.body
                    );
                }
                seen += usize::from(page.status == StatusCode::OK);
            }
        }
    }
    assert!(seen > 100, "only {seen} pages were read");
    let public = format!("/signatories/northmoor/submissions/{}", draft.assessment);
    let body = server.browser("nobody").get(&public).await.body;
    assert!(body.contains("Keepers &lt;b&gt;wrote&lt;/b&gt;"), "the submission itself is public: {body}");
    let board = server.browser("board").get(&draft.at("locked")).await;
    assert!(board.status == StatusCode::OK && !board.body.contains("tellTale"), "{}", board.body);
}

#[tokio::test]
async fn members_read_every_version_of_an_answer_and_restore_one_and_nobody_else_does() {
    let draft = draft().await;
    answer(&draft).await;
    let path = draft.at("advice/lamp/versions");
    let second = [("outcome-lamp", "done"), ("text-lamp", "We bought another"), ("revision", "1")];
    draft.server.browser("contributor").post(&draft.at("advice/lamp"), &second).await;
    let before = draft.server.app.db.queries();
    let page = draft.lead().get(&path).await;
    let queries = draft.server.app.db.queries() - before;
    assert!(queries <= 8, "{queries} queries");
    for words in ["Partly done", "tellTale", "<ins>", "<ins>bought</ins>", "Restore version 1", "contributor Example"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(draft.lead().get(&draft.at("advice")).await.body.contains(&path));
    for persona in ["secretariat", "board", "other lead", "nobody"] {
        let page = draft.server.browser(persona).get(&path).await;
        assert!(page.status != StatusCode::OK && !page.body.contains("tellTale"), "{persona}: {}", page.body);
        let restored =
            draft.server.browser(persona).post(&draft.at("advice/lamp/restoring"), &[("version", "1")]).await;
        assert!(!restored.location().contains("advice"), "{persona}");
    }
    let stale = [("version", "1"), ("revision", "1")];
    assert_eq!(draft.lead().post(&draft.at("advice/lamp/restoring"), &stale).await.location(), path);
    let restored = draft.lead().post(&draft.at("advice/lamp/restoring"), &[("version", "1"), ("revision", "2")]).await;
    assert_eq!(restored.location(), format!("{}#advice-lamp", draft.at("advice")), "{}", restored.body);
    let page = draft.lead().get(&draft.at("advice")).await.body;
    assert!(page.contains("tellTale: each Sunday") && !page.contains("We bought another"), "{page}");
    assert_eq!(draft.lead().get(&draft.at("advice/fire/versions")).await.status, StatusCode::NOT_FOUND);
    draft.lead().post(&draft.at("lock"), &[]).await;
    assert!(!draft.lead().get(&path).await.body.contains("Restore version"), "it is locked");
    let late = [("version", "2"), ("revision", "3")];
    assert_eq!(draft.lead().post(&draft.at("advice/lamp/restoring"), &late).await.status, StatusCode::FORBIDDEN);
}
