//! Working groups and committees.

use crate::support::Trial;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

#[tokio::test]
async fn a_group_is_formed_and_warns_until_two_chair_it() {
    let trial = Trial::new().await;
    let home = format!("/organisations/{}/groups", trial.world.organisation);
    let mut browser = trial.browser("contributor");
    let blank = browser.post(&home, &[("remit", "To keep the lamp lit")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["href=\"#name\"", "href=\"#kind\"", "To keep the lamp lit</textarea>"] {
        assert!(blank.body.contains(words), "{words} is not in {}", blank.body);
    }
    let formed = browser.post(&home, &[("name", "Keepers"), ("kind", "working-group")]).await;
    let here = formed.location().to_owned();
    assert!(browser.get(&here).await.body.contains("This group has no chair"));
    let wrong =
        [("group-member-name", "A. King"), ("starts-day", "31"), ("starts-month", "6"), ("starts-year", "2026")];
    let wrong = browser.post(&format!("{here}/members"), &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"A. King\"") && wrong.body.contains("must be a real date"), "{}", wrong.body);
    for name in ["A. King", "B. Queen"] {
        let member = [
            ("group-member-name", name),
            ("group-member-role", "chair"),
            ("starts-day", "1"),
            ("starts-month", "6"),
            ("starts-year", "2020"),
        ];
        assert_eq!(browser.post(&format!("{here}/members"), &member).await.location(), here);
    }
    let before = trial.app.db.queries();
    let page = browser.get(&here).await.body;
    assert!(trial.app.db.queries() - before <= 8);
    assert!(page.contains("From 1 June 2020, no end date") && !page.contains("This group has only 1 chair"), "{page}");
    let leaves = page.split("/members/").nth(1).unwrap()[..36].to_owned();
    browser.post(&format!("{here}/members/{leaves}/remove"), &[]).await;
    let page = browser.get(&here).await.body;
    assert!(page.contains("This group has only 1 chair") && page.contains("Former members"), "{page}");
    assert!(browser.get(&home).await.body.contains("This group has only 1 chair"));
}

#[tokio::test]
async fn minutes_are_written_and_none_are_lost() {
    let trial = Trial::new().await;
    let (group, _, meeting) = trial.world.group;
    let here = format!("/organisations/{}/groups/{group}", trial.world.organisation);
    let (mut one, mut other) = (trial.browser("lead"), trial.browser("contributor"));
    let path = format!("{here}/meetings/{meeting}");
    assert!(one.get(&here).await.body.contains("No minutes yet"));
    let saved = one.post(&path, &[("revision", "1"), ("minutes", "We *met*.")]).await;
    assert_eq!(saved.location(), path);
    let late = other.post(&path, &[("revision", "1"), ("minutes", "We did not meet.")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.body.contains("Conflicting edits: minutes") && late.body.contains("lead Example changed these minutes"),
        "{}",
        late.body
    );
    assert!(
        late.body.contains("<ins>We *met*.</ins>") && late.body.contains("<ins>We did not meet.</ins>"),
        "{}",
        late.body
    );
    let together = "We did not meet.\nWe *met*.";
    assert_eq!(other.post(&path, &[("revision", "2"), ("minutes", together)]).await.location(), path);
    assert!(one.get(&path).await.body.contains("We did not meet."));
    let csrf = one.csrf();
    let script = |revision: i64, words: &str| {
        Request::post(&path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(Body::from(format!("csrf={csrf}&revision={revision}&minutes={words}")))
            .unwrap()
    };
    let said = one.send(script(3, "We+did+not+meet.%0AWe+*met*.")).await;
    assert!(said.status == StatusCode::OK && said.body.contains("\"revision\":3"), "nothing changed: {}", said.body);
    let late = one.send(script(2, "What?")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let versions = one.get(&format!("{path}/versions")).await.body;
    assert!(versions.contains("3 versions.") && versions.contains("Conflicting edit: not used"), "{versions}");
    assert!(versions.contains("version 2 · <strong>current version of the minutes</strong>"), "{versions}");
    let set = [("held-day", "1"), ("held-month", "12"), ("held-year", "2029"), ("held-at", "The tower")];
    assert!(one.post(&format!("{here}/meetings"), &set).await.location().starts_with(&format!("{here}/meetings/")));
    assert!(one.get(&here).await.body.contains("1 December 2029, The tower"));
    let blank = one.post(&format!("{here}/meetings"), &[("held-at", "The tower")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(trial.browser("board").get(&path).await.body.contains("We <em>met</em>."));
}
