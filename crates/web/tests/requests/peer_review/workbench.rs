//! The workbench of a reviewer: the submission as it was signed, and their own review and notes beside it.

use crate::support::{Browser, Response, TestServer, encoded};
use axum::http::{Request, StatusCode, header};
use jiff::SignedDuration;

/// The address of the review of the world's submission.
pub(super) fn base(server: &TestServer) -> String {
    format!("/peer-review/panels/{}/submissions/{}", server.world.panel, server.world.assessments[4].0)
}

/// A second member of the panel.
pub(super) async fn colleague(server: &TestServer) -> Browser {
    let mut tx = server.app.db.write().await.unwrap();
    let persona = testing::world::panels::colleague(&mut tx, &server.world, server.now()).await;
    tx.commit().await.unwrap();
    Browser::new(server.router.clone(), &persona)
}

/// Saves a criterion from that revision, without script.
pub(super) async fn save(browser: &mut Browser, base: &str, key: &str, texts: [&str; 3], revision: &str) -> Response {
    let names = ["finding", "strengths", "advice"].map(|name| format!("{name}-{key}"));
    let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts).collect();
    let base_of = format!("revision-{key}");
    fields.push((&base_of, revision));
    browser.post(&format!("{base}/criteria"), &fields).await
}

/// Writes and completes a review.
pub(super) async fn complete(browser: &mut Browser, base: &str, strengths: &str) {
    for key in ["lamp", "log"] {
        let saved = save(browser, base, key, ["clear", strengths, ""], "0").await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
    let completed = browser.post(&format!("{base}/completion"), &[]).await;
    assert_eq!(completed.status, StatusCode::SEE_OTHER, "{}", completed.body);
}

/// Sends what the autosave script sends.
pub(super) async fn autosave(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Response {
    let csrf = browser.csrf();
    let pairs = fields.iter().copied().chain([("csrf", csrf.as_str())]);
    let body: Vec<_> = pairs.map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    browser.send(request.body(axum::body::Body::from(body.join("&"))).unwrap()).await
}

#[tokio::test]
async fn the_workbench_shows_what_was_signed_beside_the_form_of_each_criterion() {
    let server = TestServer::with_panel().await;
    let mut browser = server.browser("other lead");
    let before = server.app.db.queries();
    let page = browser.get(&base(&server)).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 17, "{queries} queries");
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for words in [
        "Review: Northmoor University",
        "id=\"timeline-heading\"",
        "Time spent: less than 5 minutes.",
        "Open round, panel 1",
        "How does it stand?",
        "id=\"new-plan\"",
        "Is the lamp lit?",
        "name=\"finding-lamp\"",
        "name=\"strengths-log\"",
        "Not yet evident",
        "data-autosave=",
        "Your private notes",
        "<option value=\"tower\">",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("/draft"), "nothing of others before the own review is complete");
}

#[tokio::test]
async fn what_is_edited_after_the_signature_is_not_what_is_reviewed() {
    let server = TestServer::with_panel().await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update action set text = 'Edited since it was signed'").run().await.unwrap();
    tx.query("update answer set body = 'Edited since it was signed'").run().await.unwrap();
    tx.commit().await.unwrap();
    let page = server.browser("other lead").get(&base(&server)).await;
    assert!(!page.body.contains("Edited since it was signed"), "{}", page.body);
}

#[tokio::test]
async fn my_reviewing_lists_the_submissions_with_state_and_date() {
    let server = TestServer::with_panel().await;
    let mut browser = server.browser("other lead");
    let before = server.app.db.queries();
    let page = browser.get("/peer-review/reviewing").await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 6, "{queries} queries");
    for words in
        ["Northmoor University", "Review in progress", "Open round, panel 1", &base(&server), "Complete your review by"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(browser.get("/account").await.body.contains("/peer-review/reviewing"), "the account leads there");
    let mut without_organisation = colleague(&server).await;
    assert_eq!(without_organisation.get("/home").await.location(), "/peer-review/reviewing");
    let none = server.browser("lead").get("/peer-review/reviewing").await;
    assert!(none.body.contains("You are not reviewing any submissions now.") && !none.body.contains("panel 1"));
    assert!(!server.browser("lead").get("/account").await.body.contains("/peer-review/reviewing"));
    assert_eq!(server.browser("secretariat").get("/peer-review/reviewing").await.location(), "/peer-review");
}

#[tokio::test]
async fn a_criterion_is_saved_without_script_and_what_is_wrong_stays_in_the_form() {
    let server = TestServer::with_panel().await;
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    let saved = save(&mut browser, &base, "lamp", ["some", "It is bright", "Trim it"], "0").await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, format!("{base}#criterion-lamp").as_str()));
    let page = browser.get(&base).await;
    assert!(page.body.contains("It is bright") && page.body.contains("Saved on "), "{}", page.body);
    let wrong = save(&mut browser, &base, "lamp", ["splendid", "It is very bright", "Trim it"], "1").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("Select one of the findings") && wrong.body.contains("It is very bright"),
        "{}",
        wrong.body
    );
    assert!(wrong.body.contains("href=\"#finding-lamp\""));
    assert_eq!(autosave(&mut browser, &format!("{base}/criteria/fire"), &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn typing_is_saved_and_two_tabs_do_not_overwrite_each_other() {
    let server = TestServer::with_panel().await;
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    let path = format!("{base}/criteria/lamp");
    let first = autosave(&mut browser, &path, &[("strengths-lamp", "One"), ("revision", "0"), ("tab", "a.1")]).await;
    assert!(first.status == StatusCode::OK && first.body.contains("\"revision\":1"), "{}", first.body);
    // The tab lost its connection before the answer came, and goes on from the version that it knows.
    let again =
        autosave(&mut browser, &path, &[("strengths-lamp", "One two"), ("revision", "0"), ("tab", "a.2")]).await;
    assert!(again.status == StatusCode::OK && again.body.contains("\"revision\":2"), "{}", again.body);
    let elsewhere = format!("{base}/criteria/log");
    let log = autosave(&mut browser, &elsewhere, &[("strengths-log", "Neat"), ("revision", "0"), ("tab", "b.1")]).await;
    assert_eq!(log.status, StatusCode::OK, "another criterion does not conflict");
    let other = autosave(&mut browser, &path, &[("strengths-lamp", "Three"), ("revision", "0"), ("tab", "b.2")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.body.contains("\"own\":true"), "{}", other.body);
    let merge = other.body.split("\"merge\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = browser.get(&merge).await;
    assert!(page.body.contains("One two") && page.body.contains("Three"), "{}", page.body);
    assert!(page.body.contains("name=\"revision-lamp\" value=\"2\""));
    let by_hand = save(&mut browser, &base, "lamp", ["clear", "Four", ""], "0").await;
    assert_eq!(by_hand.status, StatusCode::SEE_OTHER);
    let compared = browser.get(by_hand.location()).await;
    assert!(compared.body.contains("Four") && compared.body.contains("One two"), "{}", compared.body);
    assert_eq!(save(&mut browser, &base, "lamp", ["clear", "All", ""], "2").await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&base).await.body.contains("All"));
    let too_much = "word ".repeat(30_000);
    let refused = autosave(&mut browser, &path, &[("strengths-lamp", &too_much), ("tab", "c.1")]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("message"));
}

#[tokio::test]
async fn a_review_is_completed_when_nothing_is_missing_and_reopened() {
    let server = TestServer::with_panel().await;
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    let path = format!("{base}/completion");
    save(&mut browser, &base, "lamp", ["not-yet", "Bright", ""], "0").await;
    let page = browser.get(&path).await;
    assert!(page.body.contains("Enter advice, because the finding is “not yet evident”"), "{}", page.body);
    let refused = browser.post(&path, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("The log: select a finding"), "{}", refused.body);
    save(&mut browser, &base, "lamp", ["not-yet", "Bright", "Trim it"], "1").await;
    save(&mut browser, &base, "log", ["clear", "Neat", ""], "0").await;
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(&base).await;
    assert!(page.body.contains("Your review is complete.") && !page.body.contains("data-autosave"), "{}", page.body);
    let late = save(&mut browser, &base, "lamp", ["clear", "It was changed", ""], "2").await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.body.contains("Reopen it to change it") && late.body.contains("It was changed"), "{}", late.body);
    assert_eq!(browser.post(&format!("{base}/reopening"), &[]).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&base).await.body.contains("data-autosave"));
    assert_eq!(browser.post(&format!("{base}/reopening"), &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_note_keeps_its_passage_without_script_and_is_deleted_after_a_page_that_says_so() {
    let server = TestServer::with_panel().await;
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    let path = format!("{base}/notes");
    let blank = browser.post(&path, &[("part", "cellar"), ("quote", "It stands"), ("note", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Select the part of the submission", "Enter a note", "It stands"] {
        assert!(blank.body.contains(words), "{words}: {}", blank.body);
    }
    let note = [("part", "tower"), ("quote", "It stands"), ("note", "<b>Does</b> it?")];
    assert_eq!(browser.post(&path, &note).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(&base).await;
    assert!(page.body.contains("Does") && !page.body.contains("<b>Does"), "{}", page.body);
    assert!(page.body.contains("href=\"#part-tower\""));
    let deletion = page.body.split("/notes/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let address = format!("{path}/{deletion}");
    let mut other = colleague(&server).await;
    assert!(!other.get(&base).await.body.contains("It stands"), "a note is its author’s alone");
    assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(&address, &[]).await.status, StatusCode::NOT_FOUND);
    assert!(browser.get(&address).await.body.contains("cannot be restored"));
    assert_eq!(browser.post(&address, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!browser.get(&base).await.body.contains("It stands"));
}

#[tokio::test]
async fn the_time_spent_is_counted_from_own_requests_and_shown_to_the_reviewer_alone() {
    let server = TestServer::with_panel().await;
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    let mut other = colleague(&server).await;
    browser.get(&base).await;
    server.app.clock.advance(SignedDuration::from_mins(8));
    let (path, fields) =
        (format!("{base}/criteria/lamp"), [("strengths-lamp", "One"), ("revision", "0"), ("tab", "a.1")]);
    assert_eq!(autosave(&mut browser, &path, &fields).await.status, StatusCode::OK);
    // A long pause counts as 10 minutes.
    server.app.clock.advance(SignedDuration::from_mins(40));
    let page = browser.get(&base).await;
    assert!(page.body.contains("Time spent: about 15 minutes. Only you can see this."), "{}", page.body);
    assert!(other.get(&base).await.body.contains("Time spent: less than 5 minutes."), "each has their own");
    let data = browser.get("/account/data").await;
    assert!(data.body.contains("Northmoor University: about 15 minutes spent"), "{}", data.body);
    assert!(data.body.contains("Open round, panel 1: member since"), "{}", data.body);
    let file = browser.get("/account/data.json").await;
    assert!(file.body.contains("\"seconds\": 1080"), "{}", file.body);
    for persona in ["secretariat", "board", "lead"] {
        let file = server.browser(persona).get("/account/data.json").await;
        assert!(file.status == StatusCode::OK && !file.body.contains("\"seconds\""), "{persona}: {}", file.body);
    }
    for (key, revision) in [("lamp", "1"), ("log", "0")] {
        save(&mut browser, &base, key, ["clear", "Bright", ""], revision).await;
    }
    assert_eq!(browser.post(&format!("{base}/completion"), &[]).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(&base).await;
    assert!(!page.body.contains("Time spent"), "it is counted until the review is complete");
}

#[tokio::test]
async fn the_timeline_says_in_words_what_its_bars_show_and_the_table_follows() {
    let server = TestServer::with_panel().await;
    let page = server.browser("other lead").get(&base(&server)).await;
    let (_, timeline) = page.body.split_once("class=\"timeline\"").expect("a timeline");
    let (timeline, after) = timeline.split_once("</section>").unwrap();
    // The action of the world has no due date, and so no bar.
    assert!(timeline.contains("By 2027. <strong>No due date</strong>"), "{timeline}");
    assert!(timeline.contains("href=\"#new-") && !timeline.contains("<rect"), "{timeline}");
    assert!(after.contains("<table class=\"cards\">"), "the table is still there");
}
