//! Answering: one question a page, saved while it is written, and two people at once.

use crate::support::{Answer, Browser, Trial, encoded};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

fn question(trial: &Trial, step: usize, key: &str) -> String {
    format!("/assessments/{}/questions/{key}", trial.world.assessments[step].0)
}

/// Save as the script does.
async fn autosave(browser: &mut Browser, path: &str, text: &str, revision: &str) -> Answer {
    let body = format!("csrf={}&revision={revision}&text={}", browser.csrf(), encoded(text));
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_question_is_answered_and_leads_to_the_next() {
    let trial = Trial::new().await;
    let (path, mut browser) = (question(&trial, 0, "tower"), trial.browser("contributor"));
    let before = trial.app.db.queries();
    let page = browser.get(&path).await;
    assert!(trial.app.db.queries() - before <= 11);
    assert_eq!(page.status, StatusCode::OK);
    for words in ["Question 1 of 4", "How does it stand?", "data-limit=\"100\"", "name=\"revision\" value=\"0\""] {
        assert!(page.body.contains(words), "“{words}” is not on the page");
    }
    let saved = browser.post(&path, &[("text", "It *stands*.\r\n"), ("revision", "0"), ("then", "on")]).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, question(&trial, 0, "plan").as_str()));
    let page = browser.get(&path).await;
    for words in
        ["It *stands*.</textarea>", "value=\"1\"", "2 of 100 words", "contributor Example saved this answer on"]
    {
        assert!(page.body.contains(words), "“{words}” is not on the page");
    }
}

#[tokio::test]
async fn too_many_words_are_kept_and_reported() {
    let trial = Trial::new().await;
    let (path, mut browser) = (question(&trial, 0, "tower"), trial.browser("lead"));
    let text = "stone ".repeat(103);
    let saved = browser.post(&path, &[("text", &text), ("revision", "0"), ("then", "stay")]).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, path.as_str()));
    assert!(browser.get(&path).await.body.contains("103 of 100 words: 3 over the limit"));
}

#[tokio::test]
async fn words_that_are_no_address_are_refused_and_stay() {
    let trial = Trial::new().await;
    let (path, mut browser) = (question(&trial, 0, "page"), trial.browser("lead"));
    let refused = browser.post(&path, &[("text", "In progress"), ("revision", "0")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("is not a web address"));
    assert!(refused.body.contains("value=\"In progress\""));
    assert!(refused.body.contains("href=\"#text\""));
    let long = "a".repeat(100_001);
    let refused = browser.post(&question(&trial, 0, "tower"), &[("text", &long), ("revision", "0")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&long));
}

#[tokio::test]
async fn two_people_who_edit_one_answer_both_keep_their_words() {
    let trial = Trial::new().await;
    let path = question(&trial, 0, "tower");
    let (mut lead, mut contributor) = (trial.browser("lead"), trial.browser("contributor"));
    lead.post(&path, &[("text", "One.\n\nTwo.\n\nThree."), ("revision", "0")]).await;
    contributor.post(&path, &[("text", "One, theirs.\n\nTwo.\n\nThree."), ("revision", "1")]).await;
    let met = lead.post(&path, &[("text", "One.\n\nTwo.\n\nThree, mine."), ("revision", "1")]).await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    for words in [
        "Conflicting edits: ",
        "contributor Example changed this answer while you were editing",
        "<ins>",
        "value=\"2\"",
    ] {
        assert!(met.body.contains(words), "“{words}” is not in {}", met.body);
    }
    assert!(
        met.body.contains("One, theirs.\n\nTwo.\n\nThree, mine.</textarea>"),
        "both changes are suggested together"
    );
    // Without saving it, mine is in the history already.
    let history = contributor.get(&format!("{path}/versions")).await;
    assert!(history.body.contains("mine.") && history.body.contains("set aside"), "{}", history.body);
    let merged = lead.post(&path, &[("text", "One, theirs.\n\nTwo.\n\nThree, mine."), ("revision", "2")]).await;
    assert_eq!(merged.status, StatusCode::SEE_OTHER);
    assert!(contributor.get(&path).await.body.contains("One, theirs.\n\nTwo.\n\nThree, mine.</textarea>"));
}

#[tokio::test]
async fn it_is_saved_while_it_is_written() {
    let trial = Trial::new().await;
    let path = question(&trial, 0, "say");
    let (mut lead, mut contributor) = (trial.browser("lead"), trial.browser("contributor"));
    let saved = autosave(&mut lead, &path, "We asked", "0").await;
    assert_eq!(saved.status, StatusCode::OK);
    let said: serde_json::Value = serde_json::from_str(&saved.body).unwrap();
    assert_eq!((said["revision"].as_i64(), said["saved_at"].as_str().unwrap().len()), (Some(1), 5));
    // The other one's words are kept beside it, at an address that brings both together.
    let met = autosave(&mut contributor, &path, "They were asked", "0").await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    let said: serde_json::Value = serde_json::from_str(&met.body).unwrap();
    let page = contributor.get(said["merge"].as_str().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("They were asked") && page.body.contains("We asked"));
    let long = autosave(&mut lead, &path, &"a".repeat(100_001), "1").await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(serde_json::from_str::<serde_json::Value>(&long.body).unwrap()["message"].is_string());
}

#[tokio::test]
async fn a_person_does_not_conflict_with_their_own_tab_and_is_told_of_another() {
    let trial = Trial::new().await;
    let path = question(&trial, 0, "say");
    let mut lead = trial.browser("lead");
    let saved = lead.post(&path, &[("text", "We"), ("revision", "0"), ("tab", "a1.1")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    // The page was not told of revision 1, as when it is loaded again while it is saved.
    let saved = lead.post(&path, &[("text", "We asked"), ("revision", "0"), ("tab", "a1.2")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let met = lead.post(&path, &[("text", "We did not"), ("revision", "0"), ("tab", "b2.1")]).await;
    assert_eq!(met.status, StatusCode::CONFLICT);
    for words in ["You saved another version of this answer in another tab", "Version of the other tab", "We did not"] {
        assert!(met.body.contains(words), "“{words}” is not in {}", met.body);
    }
    assert!(!met.body.contains("while you were editing"), "{}", met.body);
    let page = lead.get(&path).await.body;
    assert!(page.contains("We asked</textarea>") && page.contains("autocomplete=\"off\""), "{page}");
}

#[tokio::test]
async fn what_is_frozen_is_read_and_not_written() {
    let trial = Trial::new().await;
    for step in 1..5 {
        let (path, mut lead) = (question(&trial, step, "tower"), trial.browser("lead"));
        let refused = lead.post(&path, &[("text", "Late."), ("revision", "0")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let page = lead.get(&path).await;
        assert!(page.status == StatusCode::OK && !page.body.contains("<textarea"));
        assert_eq!(page.body.contains("/unlock"), step < 4, "only what is not submitted can be opened again");
    }
}

#[tokio::test]
async fn an_old_version_becomes_the_answer_again() {
    let trial = Trial::new().await;
    let (path, mut lead) = (question(&trial, 0, "tower"), trial.browser("lead"));
    lead.post(&path, &[("text", "Old words."), ("revision", "0")]).await;
    trial.app.clock.pass(jiff::SignedDuration::from_mins(30));
    lead.post(&path, &[("text", "New words."), ("revision", "1")]).await;
    let history = lead.get(&format!("{path}/versions")).await;
    for words in ["There are 2 versions", "<del>Old</del>", "<ins>New</ins>", "Restore version 1"] {
        assert!(history.body.contains(words), "“{words}” is not in {}", history.body);
    }
    let back = lead.post(&format!("{path}/restoring"), &[("version", "1"), ("revision", "2")]).await;
    assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, path.as_str()));
    let page = lead.get(&path).await;
    assert!(page.body.contains("Old words.</textarea>") && page.body.contains("name=\"revision\" value=\"3\""));
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    assert_eq!(lead.get(&question(&trial, 0, "cellar")).await.status, StatusCode::NOT_FOUND);
    let other = trial.browser("other lead").get(&question(&trial, 0, "tower")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn words_sent_after_a_freeze_or_without_a_session_are_given_back() {
    let trial = Trial::new().await;
    let (locked, _) = trial.world.assessments[1];
    let question = trial.app.charter.editions[0].questions[0].id.clone();
    let mut lead = trial.browser("lead");
    let fields = [("text", "A long thought <that> was typed"), ("revision", "0")];
    let answer = lead.post(&format!("/assessments/{locked}/questions/{question}"), &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("A long thought &#60;that&#62; was typed"), "{}", answer.body);

    let mut visitor = trial.browser("nobody");
    let answer = visitor.post(&format!("/assessments/{locked}/questions/{question}"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("was typed") && answer.body.contains("/sign-in?then="), "{}", answer.body);
}

#[tokio::test]
async fn the_page_that_the_details_name_is_taken_over_with_one_button() {
    let trial = Trial::new().await;
    let (path, mut browser) = (question(&trial, 0, "page"), trial.browser("contributor"));
    let before = trial.app.db.queries();
    let page = browser.get(&path).await;
    assert!(trial.app.db.queries() - before <= 10);
    let offered = "name=\"text\" value=\"https://northmoor.example/charter\"";
    assert!(page.body.contains("Use saved address") && page.body.contains(offered), "{}", page.body);
    browser.post(&path, &[("text", "https://northmoor.example/charter"), ("revision", "0"), ("then", "stay")]).await;
    let page = browser.get(&path).await;
    assert!(!page.body.contains("Use saved address") && page.body.contains("https://northmoor.example/charter"));
}
