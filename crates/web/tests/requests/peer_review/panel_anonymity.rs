//! Who reviews what leaves the panel by no exit.

use super::workbench::{base, colleague, complete, save};
use crate::support::TestServer;
use axum::http::StatusCode;

/// Every address of a review, with its method.
fn addresses(server: &TestServer) -> Vec<(&'static str, String)> {
    let of_reviews = |path: &&(&str, &str)| path.1.contains("{reviewed_submission}");
    web::routes::routes()
        .list
        .iter()
        .filter(of_reviews)
        .map(|(method, path)| (*method, crate::core::access::address(server, path, 0)))
        .collect()
}

#[tokio::test]
async fn for_everyone_else_a_review_answers_as_one_that_does_not_exist() {
    let server = TestServer::with_panel().await;
    let all = addresses(&server);
    assert!(all.len() > 20, "{all:?}");
    for persona in ["lead", "contributor", "board"] {
        let mut browser = server.browser(persona);
        for (method, path) in &all {
            let unknown = path.replace(&server.world.panel.to_string(), "00000000-0000-0000-0000-000000000001");
            let (found, missing) = if *method == "GET" {
                (browser.get(path).await, browser.get(&unknown).await)
            } else {
                (browser.post(path, &[]).await, browser.post(&unknown, &[]).await)
            };
            assert_eq!(found.status, StatusCode::NOT_FOUND, "{persona}: {method} {path}");
            assert_eq!(found.body.len(), missing.body.len(), "{persona}: {method} {path}");
        }
    }
}

#[tokio::test]
async fn a_member_who_joins_the_reviewed_organisation_loses_it_also_for_writing() {
    let server = TestServer::with_panel().await;
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    assert_eq!(browser.get(&base).await.status, StatusCode::OK);
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'contributor', $3)")
        .bind(server.world.organisation.0)
        .bind(server.world.persona("other lead").person.unwrap().0)
        .bind(store::core::values::At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(browser.get(&base).await.status, StatusCode::NOT_FOUND);
    assert_eq!(save(&mut browser, &base, "lamp", ["clear", "Bright", ""], "0").await.status, StatusCode::NOT_FOUND);
    let list = browser.get("/peer-review/reviewing").await;
    assert!(list.body.contains("You are not reviewing any submissions now."), "{}", list.body);
}

#[tokio::test]
async fn a_colleague_reads_nothing_of_a_review_before_completing_their_own() {
    let server = TestServer::with_panel().await;
    let (mut browser, mut other, base) = (server.browser("other lead"), colleague(&server).await, base(&server));
    complete(&mut browser, &base, "Remarkably bright").await;
    for path in
        [base.clone(), format!("{base}/draft/beginning"), format!("{base}/draft"), "/peer-review/reviewing".into()]
    {
        assert!(!other.get(&path).await.body.contains("Remarkably bright"), "{path}");
    }
    let refused = other.get(&format!("{base}/draft/beginning")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Complete your own review first"), "{}", refused.body);
    complete(&mut other, &base, "Rather bright").await;
    assert!(other.get(&format!("{base}/draft/beginning")).await.body.contains("Remarkably bright"));
}

/// What the reviewed organisation sees of itself, by page: the activity log, to-do lists, downloads and its submission.
async fn pages_of_organisation(server: &TestServer) -> Vec<(String, String)> {
    let organisation = server.world.organisation;
    let submission = server.world.assessments[4].0;
    let mut pages = Vec::new();
    for persona in ["lead", "contributor"] {
        let mut browser = server.browser(persona);
        for path in [
            format!("/organisations/{organisation}"),
            format!("/organisations/{organisation}/activity"),
            format!("/organisations/{organisation}/assessments"),
            format!("/assessments/{submission}"),
            format!("/assessments/{submission}/files/json"),
            "/signatories/northmoor".to_owned(),
            format!("/signatories/northmoor/submissions/{submission}"),
            "/changes.atom".to_owned(),
        ] {
            pages.push((format!("{persona}: {path}"), browser.get(&path).await.body));
        }
    }
    pages
}

#[tokio::test]
async fn nothing_that_the_reviewed_organisation_sees_changes_by_reviewing() {
    let server = TestServer::with_panel().await;
    let without_tokens = |body: &str| {
        let parts: Vec<&str> = body.split("name=\"csrf\" value=\"").collect();
        parts.iter().map(|part| part.split_once('"').map_or(*part, |(_, rest)| rest)).collect::<String>()
    };
    let before = pages_of_organisation(&server).await;
    let mut emails = server.app.db.read().await.unwrap();
    let count = "select cast(count(*) as bigint) from email";
    let (sent,): (i64,) = emails.query(count).one().await.unwrap();
    drop(emails);
    let (mut browser, base) = (server.browser("other lead"), base(&server));
    complete(&mut browser, &base, "Remarkably bright").await;
    assert_eq!(browser.post(&format!("{base}/draft"), &[]).await.status, StatusCode::SEE_OTHER);
    let text = [("opening", "Remarkably bright"), ("revision-opening", "0")];
    assert_eq!(browser.post(&format!("{base}/draft/texts"), &text).await.status, StatusCode::SEE_OTHER);
    for ((page, before), (_, after)) in before.iter().zip(&pages_of_organisation(&server).await) {
        assert!(!after.contains("Remarkably bright") && !after.contains("Example reviewed"), "{page}");
        assert_eq!(without_tokens(before), without_tokens(after), "{page} tells that something happened");
    }
    let mut emails = server.app.db.read().await.unwrap();
    assert_eq!(emails.query(count).one::<(i64,)>().await.unwrap(), (sent,), "no email tells of it");
}
