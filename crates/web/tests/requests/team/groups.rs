//! Working groups and committees.

use crate::support::TestServer;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

#[tokio::test]
async fn a_group_is_created_and_warns_if_it_has_fewer_than_two_chairs() {
    let server = TestServer::new().await;
    let home = format!("/organisations/{}/groups", server.world.organisation);
    let mut browser = server.browser("contributor");
    let blank = browser.post(&home, &[("remit", "To keep the lamp lit")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["href=\"#name\"", "href=\"#kind\"", "To keep the lamp lit</textarea>"] {
        assert!(blank.body.contains(words), "{words} is not in {}", blank.body);
    }
    let created = browser.post(&home, &[("name", "Keepers"), ("kind", "working-group")]).await;
    let here = created.location().to_owned();
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
    let before = server.app.db.queries();
    let page = browser.get(&here).await.body;
    assert!(server.app.db.queries() - before <= 8);
    assert!(page.contains("From 1 June 2020, no end date") && !page.contains("This group has only 1 chair"), "{page}");
    let member = page.split("/members/").nth(1).unwrap()[..36].to_owned();
    browser.post(&format!("{here}/members/{member}/remove"), &[]).await;
    let page = browser.get(&here).await.body;
    assert!(page.contains("This group has only 1 chair") && page.contains("Former members"), "{page}");
    assert!(browser.get(&home).await.body.contains("This group has only 1 chair"));
}

#[tokio::test]
async fn conflicting_edits_of_minutes_are_both_kept() {
    let server = TestServer::new().await;
    let (group, _, meeting) = server.world.group;
    let here = format!("/organisations/{}/groups/{group}", server.world.organisation);
    let (mut one, mut other) = (server.browser("lead"), server.browser("contributor"));
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
    let merged = "We did not meet.\nWe *met*.";
    assert_eq!(other.post(&path, &[("revision", "2"), ("minutes", merged)]).await.location(), path);
    assert!(one.get(&path).await.body.contains("We did not meet."));
    let csrf = one.csrf();
    let autosave = |revision: i64, words: &str| {
        Request::post(&path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(Body::from(format!("csrf={csrf}&revision={revision}&minutes={words}")))
            .unwrap()
    };
    let same = one.send(autosave(3, "We+did+not+meet.%0AWe+*met*.")).await;
    assert!(same.status == StatusCode::OK && same.body.contains("\"revision\":3"), "nothing changed: {}", same.body);
    let late = one.send(autosave(2, "What?")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let versions = one.get(&format!("{path}/versions")).await.body;
    assert!(versions.contains("3 versions.") && versions.contains("Conflicting edit: not used"), "{versions}");
    assert!(versions.contains("version 2 · <strong>current version of the minutes</strong>"), "{versions}");
    let set = [("held-day", "1"), ("held-month", "12"), ("held-year", "2029"), ("held-at", "The tower")];
    assert!(one.post(&format!("{here}/meetings"), &set).await.location().starts_with(&format!("{here}/meetings/")));
    assert!(one.get(&here).await.body.contains("1 December 2029, The tower"));
    let blank = one.post(&format!("{here}/meetings"), &[("held-at", "The tower")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(server.browser("contributor").get(&path).await.body.contains("We <em>met</em>."));
    for outside in ["secretariat", "board"] {
        assert_eq!(server.browser(outside).get(&path).await.status, StatusCode::FORBIDDEN, "{outside}");
    }
}
