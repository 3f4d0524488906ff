//! Moderation: who reads it, what is shown, and that nobody decides about another text than they read.

use super::{
    feedback_drafts::{agree, begun, write},
    rounds::open,
    workbench::base,
};
use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use web::work::jobs::{self, Lane};

/// A server whose panel has agreed on a text, and its members.
pub(super) async fn agreed() -> (TestServer, Browser, Browser) {
    let (server, mut one, mut other) = begun().await;
    let base = base(&server);
    let opening = "Thank you. You must look again.";
    assert_eq!(write(&mut one, &base, opening, "0").await, StatusCode::SEE_OTHER);
    agree_again(&server, &mut one, &mut other).await;
    (server, one, other)
}

async fn agree_again(server: &TestServer, one: &mut Browser, other: &mut Browser) {
    for browser in [one, other] {
        assert_eq!(agree(browser, &base(server)).await, StatusCode::SEE_OTHER);
    }
}

/// The address of moderation of the world's submission.
pub(super) fn here(server: &TestServer) -> String {
    format!("{}/moderation/{}", open(server), server.world.assessments[4].0)
}

/// The version that the page of a moderator shows.
pub(super) async fn version(browser: &mut Browser, here: &str) -> String {
    let page = browser.get(here).await.body;
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

pub(super) async fn approve(server: &TestServer) {
    let mut browser = server.browser("secretariat");
    let version = version(&mut browser, &here(server)).await;
    let approved = browser.post(&format!("{}/approval", here(server)), &[("version", &version)]).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.body);
}

pub(super) async fn run_jobs(server: &TestServer) {
    while jobs::run(&server.app, Lane::Database).await.unwrap() > 0 {}
}

/// Records the domain of the personas as one of the reviewed organisation.
async fn board_works_there(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("insert into email_domain (organisation_id, domain, recorded_at) values ($1, 'assay.example', $2)")
        .bind(server.world.organisation.0)
        .bind(store::core::values::At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_list_has_the_step_and_what_is_to_check_in_few_queries() {
    let (server, ..) = agreed().await;
    let mut browser = server.browser("secretariat");
    let list = format!("{}/moderation", open(&server));
    let before = server.app.db.queries();
    let page = browser.get(&list).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 8, "{queries} queries");
    for words in
        ["Northmoor University", "Agreed: to moderate", "Moderators", "To moderate: 1. Approved: 0. Sent: 0 of 1."]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(page.body.contains("data-label=\"Passages to check\">1<"), "you must: {}", page.body);
    let none = browser.get(&format!("{list}?step=sent")).await;
    assert!(none.body.contains("No submissions are at this step.") && !none.body.contains("Northmoor"));
    assert!(browser.get(&format!("{list}?step=agreed")).await.body.contains("Northmoor University"));
    assert!(browser.get(&open(&server)).await.body.contains("View moderation"));
}

#[tokio::test]
async fn a_moderator_sees_the_preview_the_phrases_the_reviews_and_the_disagreements() {
    let (server, ..) = agreed().await;
    let mut browser = server.browser("board");
    let before = server.app.db.queries();
    let page = browser.get(&here(&server)).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 14, "{queries} queries");
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for words in [
        "<mark>You must</mark>",
        "Write “You could”",
        "Preview",
        "Thank you.",
        "Reviews side by side",
        "Colleague Example",
        "No open disagreements.",
        "No decisions yet.",
        "Approve feedback",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

#[tokio::test]
async fn a_draft_is_returned_with_a_comment_that_the_panel_reads_without_a_name() {
    let (server, mut one, mut other) = agreed().await;
    let (mut browser, here) = (server.browser("secretariat"), here(&server));
    let version = version(&mut browser, &here).await;
    let blank = browser.post(&format!("{here}/return"), &[("version", &version), ("comment", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Enter what the panel should change"), "{}", blank.body);
    let long = "word ".repeat(1_000);
    let refused = browser.post(&format!("{here}/return"), &[("version", &version), ("comment", &long)]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("word word"));
    let stale = browser.post(&format!("{here}/return"), &[("version", &"0".repeat(64)), ("comment", "Be kind")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("Read it again before you decide") && stale.body.contains("Be kind</textarea>"));
    for _ in 0..2 {
        let returned = browser.post(&format!("{here}/return"), &[("version", &version), ("comment", "Be kind")]).await;
        assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.body);
    }
    run_jobs(&server).await;
    let mut tx = server.app.db.read().await.unwrap();
    let emails: Vec<(String, String)> = tx
        .query("select recipient, body from email where subject like 'Feedback draft returned%' order by recipient")
        .all()
        .await
        .unwrap();
    drop(tx);
    let to: Vec<&str> = emails.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["colleague@assay.example", "other-lead@assay.example"], "once each");
    assert!(!emails[0].1.contains("secretariat Example") && !emails[0].1.contains("Be kind"));
    let page = one.get(&format!("{}/draft", base(&server))).await;
    assert!(page.body.contains("Returned by the moderator") && page.body.contains("Be kind"), "{}", page.body);
    assert!(!page.body.contains("secretariat Example"), "not by name");
    assert!(browser.get(&format!("{}/moderation", open(&server))).await.body.contains("Returned to panel"));
    let late = browser.post(&format!("{here}/return"), &[("version", &version), ("comment", "Something else")]).await;
    assert!(late.status == StatusCode::CONFLICT && late.body.contains("Something else"), "{}", late.body);
    // Written and agreed again, it is decided again, and the earlier comment stays for moderators.
    assert_eq!(write(&mut one, &base(&server), "Thank you.", "1").await, StatusCode::SEE_OTHER);
    agree_again(&server, &mut one, &mut other).await;
    let old = browser.post(&format!("{here}/approval"), &[("version", &version)]).await;
    assert_eq!(old.status, StatusCode::CONFLICT, "the text that was read is not the one that is agreed");
    assert!(browser.get(&here).await.body.contains("Be kind"));
    approve(&server).await;
    assert!(!one.get(&format!("{}/draft", base(&server))).await.body.contains("Be kind"));
}

#[tokio::test]
async fn an_approval_is_given_once_and_withdrawn_before_it_is_sent() {
    let (server, mut one, _) = agreed().await;
    let (mut browser, here) = (server.browser("board"), here(&server));
    let version = version(&mut browser, &here).await;
    for _ in 0..2 {
        let approved = browser.post(&format!("{here}/approval"), &[("version", &version)]).await;
        assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.body);
    }
    let refused = write(&mut one, &base(&server), "Hello", "1").await;
    assert_eq!(refused, StatusCode::FORBIDDEN, "what is approved is locked");
    let page = browser.get(&here).await;
    assert!(page.body.contains("Withdraw approval") && !page.body.contains("Approve feedback"), "{}", page.body);
    for _ in 0..2 {
        let withdrawn = browser.post(&format!("{here}/approval/withdrawal"), &[]).await;
        assert_eq!(withdrawn.status, StatusCode::SEE_OTHER);
    }
    assert!(browser.get(&here).await.body.contains("Approve feedback"));
    let mut tx = server.app.db.read().await.unwrap();
    let (approvals, withdrawals): (i64, i64) = tx
        .query(
            "select (select count(*) from moderation where decision = 'approved'),
                 (select count(*) from event where what ->> 'what' = 'feedback-approval-withdrawn')",
        )
        .one()
        .await
        .unwrap();
    assert_eq!((approvals, withdrawals), (1, 1));
}

#[tokio::test]
async fn nobody_else_moderates_and_who_works_there_finds_nothing() {
    let (server, mut member, _) = agreed().await;
    let (here, list) = (here(&server), format!("{}/moderation", open(&server)));
    let version = version(&mut server.browser("secretariat"), &here).await;
    let fields = [("version", version.as_str()), ("comment", "Mine")];
    let posts = ["return", "approval", "approval/withdrawal"].map(|form| format!("{here}/{form}"));
    for mut browser in
        [server.browser("lead"), server.browser("contributor"), server.browser("other lead"), member.clone()]
    {
        assert_eq!(browser.get(&here).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get(&list).await.status, StatusCode::NOT_FOUND);
        for post in &posts {
            assert_eq!(browser.post(post, &fields).await.status, StatusCode::NOT_FOUND, "{post}");
        }
    }
    board_works_there(&server).await;
    let mut board = server.browser("board");
    assert_eq!(board.get(&here).await.status, StatusCode::NOT_FOUND);
    for post in &posts {
        assert_eq!(board.post(post, &fields).await.status, StatusCode::NOT_FOUND, "{post}");
    }
    let page = board.get(&list).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("Northmoor"), "{}", page.body);
    assert!(page.body.contains("No submissions are allocated"), "nor is it counted: {}", page.body);
    approve(&server).await;
    let page = board.get(&format!("{}/sending", open(&server))).await;
    assert!(page.body.contains("Approved: 0. Not approved: 0. Sent: 0.") && !page.body.contains("Northmoor"));
    assert_eq!(member.get(&format!("{}/sending", open(&server))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_was_on_the_panel_does_not_moderate_its_feedback() {
    let (server, ..) = agreed().await;
    for persona in ["secretariat", "board"] {
        let person = server.world.persona(persona).person.unwrap();
        let mut tx = server.app.db.write().await.unwrap();
        tx.query("insert into panel_member (panel_id, person_id, since, until) values ($1, $2, $3, $3)")
            .bind(server.world.panel.0)
            .bind(person.0)
            .bind(store::core::values::At(server.now()))
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(server.browser(persona).get(&here(&server)).await.status, StatusCode::FORBIDDEN, "{persona}");
    }
}
