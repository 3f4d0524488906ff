//! Good practice: marked in the workbench, seen and answered by the organisation without who marked it, listed for the library.

use super::workbench::{base, colleague, complete};
use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;

/// The place of the action of the submission, as the form selects it.
fn action(server: &TestServer) -> String {
    format!("~new-plan/{}", server.world.actions[4])
}

async fn mark(browser: &mut Browser, server: &TestServer, passage: &str, reason: &str) -> Response {
    let (path, place) = (format!("{}/good-practice", base(server)), action(server));
    browser.post(&path, &[("place", &place), ("passage", passage), ("reason", reason)]).await
}

async fn send(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    testing::world::panels::send_feedback(&mut tx, &server.world, server.now()).await;
    tx.commit().await.unwrap();
}

fn own_page(server: &TestServer) -> String {
    format!("/assessments/{}/good-practice", server.world.assessments[4].0)
}

/// The names of the passages in the forms of a page.
fn passages(body: &str) -> Vec<String> {
    let mut names: Vec<String> = body
        .split("name=\"passage\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    names.dedup();
    names
}

#[tokio::test]
async fn a_passage_that_is_not_in_the_submission_is_refused_and_what_was_typed_stays() {
    let server = TestServer::with_panel().await;
    let mut browser = server.browser("other lead");
    let wrong = mark(&mut browser, &server, "We won a prize", "Few have one").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["This passage is not in", "We won a prize", "Few have one", "href=\"#passage\""] {
        assert!(wrong.body.contains(words), "{words}: {}", wrong.body);
    }
    let blank = browser.post(&format!("{}/good-practice", base(&server)), &[]).await;
    assert!(blank.body.contains("Select a part of the submission or an action"), "{}", blank.body);
    let before = server.app.db.queries();
    assert!(!browser.get(&base(&server)).await.body.contains("Few have one"));
    assert!(server.app.db.queries() - before <= 17);
}

#[tokio::test]
async fn members_mark_and_remove_their_own_marks_alone_until_feedback_is_sent() {
    let server = TestServer::with_panel().await;
    let (mut browser, mut other) = (server.browser("other lead"), colleague(&server).await);
    for _ in 0..2 {
        assert_eq!(mark(&mut browser, &server, "", "All of it").await.status, StatusCode::SEE_OTHER);
    }
    assert!(!other.get(&base(&server)).await.body.contains("All of it"), "reviews are independent");
    complete(&mut other, &base(&server), "Bright").await;
    let page = other.get(&base(&server)).await;
    assert_eq!(page.body.matches("All of it").count(), 1, "{}", page.body);
    let own = browser.get(&base(&server)).await.body;
    let id = own.split("name=\"mark\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(!page.body.contains(&id), "a colleague has no button");
    let removal = format!("{}/good-practice/removal", base(&server));
    assert_eq!(other.post(&removal, &[("mark", &id)]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.post(&removal, &[("mark", &id)]).await.status, StatusCode::SEE_OTHER);
    assert!(!browser.get(&base(&server)).await.body.contains("All of it"));
    send(&server).await;
    assert_eq!(mark(&mut browser, &server, "", "Too late").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_organisation_sees_nothing_before_and_afterwards_nothing_of_reviewers() {
    let mut pages = Vec::new();
    for is_other in [false, true] {
        let server = TestServer::with_panel().await;
        let (mut browser, mut other) = (server.browser("other lead"), colleague(&server).await);
        if is_other {
            mark(&mut other, &server, "Count everyone", "Remarkably bright").await;
            mark(&mut other, &server, "", "All of it").await;
            mark(&mut browser, &server, "Count  everyone", "Bright").await;
        } else {
            mark(&mut browser, &server, "", "All of it").await;
            mark(&mut browser, &server, "Count everyone", "Remarkably bright").await;
        }
        let (mut lead, home) = (server.browser("lead"), format!("/organisations/{}", server.world.organisation));
        assert_eq!(lead.get(&own_page(&server)).await.status, StatusCode::NOT_FOUND);
        assert!(!lead.get(&home).await.body.contains("good practice"));
        send(&server).await;
        assert!(lead.get(&home).await.body.contains("2 passages of your submissions are marked as good practice."));
        let mut contributor = server.browser("contributor");
        assert!(!contributor.get(&home).await.body.contains("are good practice"), "leads answer");
        let read = contributor.get(&own_page(&server)).await;
        assert!(read.body.contains("Count everyone") && !read.body.contains("Agree to share"), "{}", read.body);
        let before = server.app.db.queries();
        let page = lead.get(&own_page(&server)).await.body;
        assert!(server.app.db.queries() - before <= 10);
        for words in ["Remarkably bright", "All of it", "Colleague", "other lead", &server.world.panel.to_string()] {
            assert!(!page.contains(words), "{words}: {page}");
        }
        for persona in ["other lead", "lead", "contributor"] {
            let person = server.world.persona(persona).person.unwrap().to_string();
            assert!(!page.contains(&person), "{page}");
        }
        // Secrets of forms and identities of the world differ from server to server.
        let mut shown = page;
        for name in passages(&shown) {
            shown = shown.replace(&name, "NAME");
        }
        let identities = [server.world.organisation.to_string(), server.world.assessments[4].0.to_string()];
        for id in identities {
            shown = shown.replace(&id, "ID");
        }
        let parts: Vec<&str> = shown.split("name=\"csrf\" value=\"").collect();
        let shown: String = parts.iter().map(|part| part.split_once('"').map_or(*part, |(_, rest)| rest)).collect();
        pages.push(shown);
    }
    assert_eq!(pages[0], pages[1], "the page tells who marked");
}

#[tokio::test]
async fn a_lead_consents_declines_and_withdraws_and_the_log_has_it_without_reviewers() {
    let server = TestServer::with_panel().await;
    let mut browser = server.browser("other lead");
    mark(&mut browser, &server, "", "All of it").await;
    send(&server).await;
    let (mut lead, page) = (server.browser("lead"), own_page(&server));
    let name = passages(&lead.get(&page).await.body).remove(0);
    assert_eq!(
        server.browser("contributor").post(&page, &[("passage", &name), ("answer", "yes")]).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(lead.post(&page, &[("passage", &name)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let other = "0".repeat(64);
    assert_eq!(lead.post(&page, &[("passage", &other), ("answer", "yes")]).await.status, StatusCode::NOT_FOUND);
    for (answer, state) in
        [("yes", "Consent given on"), ("yes", "Consent given on"), ("no", "Declined on"), ("yes", "Consent given on")]
    {
        assert_eq!(lead.post(&page, &[("passage", &name), ("answer", answer)]).await.location(), page);
        assert!(lead.get(&page).await.body.contains(state), "{state}");
    }
    let log = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await.body;
    assert_eq!(log.matches("agreed to share a passage of “First watch” as good practice<").count(), 2, "{log}");
    assert_eq!(
        log.matches("withdrew the consent to share a passage of “First watch” as good practice<").count(),
        1,
        "{log}"
    );
    assert!(!log.contains("All of it") && !log.contains("marked good practice"), "{log}");
}

#[tokio::test]
async fn the_secretariat_and_the_board_list_and_download_what_was_marked() {
    let server = TestServer::with_panel().await;
    let mut browser = server.browser("other lead");
    mark(&mut browser, &server, "", "All of it").await;
    for persona in ["secretariat", "board"] {
        let early = server.browser(persona).get("/peer-review/good-practice").await;
        assert!(early.body.contains("No good practice yet."), "{persona}: {}", early.body);
    }
    send(&server).await;
    for persona in ["secretariat", "board"] {
        let mut browser = server.browser(persona);
        let before = server.app.db.queries();
        let list = browser.get("/peer-review/good-practice").await.body;
        assert!(server.app.db.queries() - before <= 6);
        for words in
            ["Northmoor University", "Count everyone", "All of it", "Waiting for an answer", "Stage 1. New action plan"]
        {
            assert!(list.contains(words), "{persona}, {words}: {list}");
        }
        assert!(!list.contains("other lead Example"), "{list}");
        let file = browser.get("/peer-review/good-practice.csv").await.body;
        assert!(file.contains("Northmoor University") && !file.contains("Example"), "{file}");
        let none = browser.get("/peer-review/good-practice?state=shared").await.body;
        assert!(none.contains("No passages match these filters.") && !none.contains("All of it"), "{none}");
        assert!(browser.get("/peer-review/good-practice?stage=1&state=waiting").await.body.contains("All of it"));
        assert!(!browser.get("/peer-review/good-practice.csv?stage=3").await.body.contains("All of it"));
    }
    for persona in ["lead", "contributor", "other lead"] {
        for path in ["/peer-review/good-practice", "/peer-review/good-practice.csv"] {
            assert_eq!(server.browser(persona).get(path).await.status, StatusCode::NOT_FOUND, "{persona}: {path}");
        }
    }
}

#[tokio::test]
async fn another_organisation_finds_no_passages() {
    let server = TestServer::with_panel().await;
    let mut browser = server.browser("other lead");
    mark(&mut browser, &server, "", "All of it").await;
    send(&server).await;
    assert_eq!(browser.get(&own_page(&server)).await.status, StatusCode::NOT_FOUND);
    for persona in ["secretariat", "board"] {
        assert_eq!(server.browser(persona).get(&own_page(&server)).await.status, StatusCode::FORBIDDEN, "{persona}");
    }
}
