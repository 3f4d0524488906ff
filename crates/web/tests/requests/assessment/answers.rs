//! Answering questions: one question for each page, autosave, and conflicting edits.

use crate::support::{Browser, Response, TestServer, encoded};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

fn question(server: &TestServer, step: usize, key: &str) -> String {
    format!("/assessments/{}/questions/{key}", server.world.assessments[step].0)
}

/// Saves an answer as the autosave script does.
async fn autosave(browser: &mut Browser, path: &str, text: &str, revision: &str) -> Response {
    let body = format!("csrf={}&revision={revision}&text={}", browser.csrf(), encoded(text));
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn saving_an_answer_leads_to_the_next_question() {
    let server = TestServer::new().await;
    let (path, mut browser) = (question(&server, 0, "tower"), server.browser("contributor"));
    let (before, connections) = (server.app.db.queries(), server.app.db.connections());
    let page = browser.get(&path).await;
    assert!(server.app.db.queries() - before <= 11);
    assert_eq!(server.app.db.connections() - connections, 2, "one for the visitor and the place, and one for the page");
    assert_eq!(page.status, StatusCode::OK);
    for words in ["Question 1 of 4", "How does it stand?", "data-limit=\"100\"", "name=\"revision\" value=\"0\""] {
        assert!(page.body.contains(words), "“{words}” is not on the page");
    }
    let saved = browser.post(&path, &[("text", "It *stands*.\r\n"), ("revision", "0"), ("then", "on")]).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, question(&server, 0, "plan").as_str()));
    let page = browser.get(&path).await;
    for words in
        ["It *stands*.</textarea>", "value=\"1\"", "2 of 100 words", "contributor Example saved this answer on"]
    {
        assert!(page.body.contains(words), "“{words}” is not on the page");
    }
}

#[tokio::test]
async fn an_answer_over_the_word_limit_is_saved_with_a_warning() {
    let server = TestServer::new().await;
    let (path, mut browser) = (question(&server, 0, "tower"), server.browser("lead"));
    let text = "stone ".repeat(103);
    let saved = browser.post(&path, &[("text", &text), ("revision", "0"), ("then", "stay")]).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, path.as_str()));
    assert!(browser.get(&path).await.body.contains("103 of 100 words: 3 over the limit"));
}

#[tokio::test]
async fn an_invalid_answer_is_refused_and_stays_in_the_form() {
    let server = TestServer::new().await;
    let (path, mut browser) = (question(&server, 0, "page"), server.browser("lead"));
    let refused = browser.post(&path, &[("text", "In progress"), ("revision", "0")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("is not a web address"));
    assert!(refused.body.contains("value=\"In progress\""));
    assert!(refused.body.contains("href=\"#text\""));
    let long = "a".repeat(100_001);
    let refused = browser.post(&question(&server, 0, "tower"), &[("text", &long), ("revision", "0")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&long));
}

#[tokio::test]
async fn conflicting_edits_of_an_answer_are_both_kept() {
    let server = TestServer::new().await;
    let path = question(&server, 0, "tower");
    let (mut lead, mut contributor) = (server.browser("lead"), server.browser("contributor"));
    lead.post(&path, &[("text", "One.\n\nTwo.\n\nThree."), ("revision", "0")]).await;
    contributor.post(&path, &[("text", "One, theirs.\n\nTwo.\n\nThree."), ("revision", "1")]).await;
    let conflict = lead.post(&path, &[("text", "One.\n\nTwo.\n\nThree, mine."), ("revision", "1")]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    for words in [
        "Conflicting edits: ",
        "contributor Example changed this answer while you were editing",
        "<ins>",
        "value=\"2\"",
    ] {
        assert!(conflict.body.contains(words), "“{words}” is not in {}", conflict.body);
    }
    assert!(
        conflict.body.contains("One, theirs.\n\nTwo.\n\nThree, mine.</textarea>"),
        "the suggested text has both changes"
    );
    // The edit that was not saved is already in the history.
    let history = contributor.get(&format!("{path}/versions")).await;
    assert!(history.body.contains("mine.") && history.body.contains("set aside"), "{}", history.body);
    let merged = lead.post(&path, &[("text", "One, theirs.\n\nTwo.\n\nThree, mine."), ("revision", "2")]).await;
    assert_eq!(merged.status, StatusCode::SEE_OTHER);
    assert!(contributor.get(&path).await.body.contains("One, theirs.\n\nTwo.\n\nThree, mine.</textarea>"));
}

/// One commit, which is one wait for the disk: the program saves what is typed every few seconds, for everyone who types.
#[tokio::test]
async fn autosave_needs_eight_queries_and_two_connections() {
    let server = TestServer::new().await;
    let path = question(&server, 0, "say");
    let mut lead = server.browser("lead");
    let events = async || {
        let sql = "select cast(count(*) as bigint) from event";
        server.app.db.read().await.unwrap().query(sql).one::<(i64,)>().await.unwrap().0
    };
    assert_eq!(autosave(&mut lead, &path, "We asked", "0").await.status, StatusCode::OK);
    let (queries, connections, commits, before) =
        (server.app.db.queries(), server.app.db.connections(), server.app.db.commits(), events().await);
    assert_eq!(autosave(&mut lead, &path, "We asked all", "1").await.status, StatusCode::OK);
    // The visitor, the place, the place again in the transaction, the form, the answer before, whether it goes on with an editing session, its
    // new version, and the answer.
    assert_eq!((server.app.db.queries() - queries, server.app.db.connections() - connections), (8 + 1, 2 + 1));
    assert_eq!(server.app.db.commits(), commits, "no public page is made again");
    assert_eq!(events().await, before, "one event for an editing session");
}

#[tokio::test]
async fn autosave_reports_the_revision_or_the_conflict() {
    let server = TestServer::new().await;
    let path = question(&server, 0, "say");
    let (mut lead, mut contributor) = (server.browser("lead"), server.browser("contributor"));
    let saved = autosave(&mut lead, &path, "We asked", "0").await;
    assert_eq!(saved.status, StatusCode::OK);
    let result: serde_json::Value = serde_json::from_str(&saved.body).unwrap();
    assert_eq!((result["revision"].as_i64(), result["saved_at"].as_str().unwrap().len()), (Some(1), 5));
    // The conflicting text is stored, and the response names the page that compares both.
    let conflict = autosave(&mut contributor, &path, "They were asked", "0").await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    let result: serde_json::Value = serde_json::from_str(&conflict.body).unwrap();
    let page = contributor.get(result["merge"].as_str().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("They were asked") && page.body.contains("We asked"));
    let long = autosave(&mut lead, &path, &"a".repeat(100_001), "1").await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(serde_json::from_str::<serde_json::Value>(&long.body).unwrap()["message"].is_string());
}

#[tokio::test]
async fn a_person_does_not_conflict_with_their_own_tab_and_conflicts_with_another_tab() {
    let server = TestServer::new().await;
    let path = question(&server, 0, "say");
    let mut lead = server.browser("lead");
    let saved = lead.post(&path, &[("text", "We"), ("revision", "0"), ("tab", "a1.1")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    // The page did not receive revision 1, as when it is reloaded during a save.
    let saved = lead.post(&path, &[("text", "We asked"), ("revision", "0"), ("tab", "a1.2")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let conflict = lead.post(&path, &[("text", "We did not"), ("revision", "0"), ("tab", "b2.1")]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    for words in ["You saved another version of this answer in another tab", "Version in the other tab", "We did not"] {
        assert!(conflict.body.contains(words), "“{words}” is not in {}", conflict.body);
    }
    assert!(!conflict.body.contains("while you were editing"), "{}", conflict.body);
    let page = lead.get(&path).await.body;
    assert!(page.contains("We asked</textarea>") && page.contains("autocomplete=\"off\""), "{page}");
}

#[tokio::test]
async fn a_locked_answer_cannot_be_edited() {
    let server = TestServer::new().await;
    for step in 1..5 {
        let (path, mut lead) = (question(&server, step, "tower"), server.browser("lead"));
        let refused = lead.post(&path, &[("text", "Late."), ("revision", "0")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let page = lead.get(&path).await;
        assert!(page.status == StatusCode::OK && !page.body.contains("<textarea"));
        assert_eq!(page.body.contains("/unlock"), step < 4, "only what is not submitted can be unlocked");
    }
}

#[tokio::test]
async fn an_earlier_version_of_an_answer_is_restored() {
    let server = TestServer::new().await;
    let (path, mut lead) = (question(&server, 0, "tower"), server.browser("lead"));
    lead.post(&path, &[("text", "Old words."), ("revision", "0")]).await;
    server.app.clock.advance(jiff::SignedDuration::from_mins(30));
    lead.post(&path, &[("text", "New words."), ("revision", "1")]).await;
    let history = lead.get(&format!("{path}/versions")).await;
    for words in ["There are 2 versions", "<del>Old</del>", "<ins>New</ins>", "Restore version 1"] {
        assert!(history.body.contains(words), "“{words}” is not in {}", history.body);
    }
    let restored = lead.post(&format!("{path}/restoring"), &[("version", "1"), ("revision", "2")]).await;
    assert_eq!((restored.status, restored.location()), (StatusCode::SEE_OTHER, path.as_str()));
    let page = lead.get(&path).await;
    assert!(page.body.contains("Old words.</textarea>") && page.body.contains("name=\"revision\" value=\"3\""));
}

#[tokio::test]
async fn unknown_questions_and_those_of_other_organisations_are_not_found() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    assert_eq!(lead.get(&question(&server, 0, "cellar")).await.status, StatusCode::NOT_FOUND);
    let other = server.browser("other lead").get(&question(&server, 0, "tower")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn text_sent_after_locking_or_signing_out_is_shown_again() {
    let server = TestServer::new().await;
    let (locked, _) = server.world.assessments[1];
    let question = server.app.charter.editions[0].questions[0].id.clone();
    let mut lead = server.browser("lead");
    let fields = [("text", "A long thought <that> was typed"), ("revision", "0")];
    let response = lead.post(&format!("/assessments/{locked}/questions/{question}"), &fields).await;
    assert_eq!(response.status, StatusCode::FORBIDDEN);
    assert!(response.body.contains("A long thought &#60;that&#62; was typed"), "{}", response.body);

    let mut visitor = server.browser("nobody");
    let response = visitor.post(&format!("/assessments/{locked}/questions/{question}"), &fields).await;
    assert_eq!(response.status, StatusCode::UNAUTHORIZED);
    assert!(response.body.contains("was typed") && response.body.contains("/sign-in?then="), "{}", response.body);
}

#[tokio::test]
async fn an_address_question_offers_the_address_in_the_profile() {
    let server = TestServer::new().await;
    let (path, mut browser) = (question(&server, 0, "page"), server.browser("contributor"));
    let before = server.app.db.queries();
    let page = browser.get(&path).await;
    assert!(server.app.db.queries() - before <= 10);
    let button = "name=\"text\" value=\"https://northmoor.example/charter\"";
    assert!(page.body.contains("Use saved address") && page.body.contains(button), "{}", page.body);
    browser.post(&path, &[("text", "https://northmoor.example/charter"), ("revision", "0"), ("then", "stay")]).await;
    let page = browser.get(&path).await;
    assert!(!page.body.contains("Use saved address") && page.body.contains("https://northmoor.example/charter"));
}
