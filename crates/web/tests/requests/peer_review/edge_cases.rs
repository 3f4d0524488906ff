//! What the people of a panel and the secretariat are told when a submission is returned, a round cancelled, or a panel loses a reviewer.

use super::{
    allocation::{allocation, approved, hidden, reviewer, sign_in},
    rounds::open,
};
use crate::support::TestServer;
use axum::http::StatusCode;
use jiff::SignedDuration;

/// The recipients of the emails with that subject, and their bodies.
async fn emails(server: &TestServer, subject: &str) -> Vec<(String, String)> {
    let mut tx = server.app.db.read().await.unwrap();
    tx.query("select recipient, body from email where subject like $1 || '%' order by recipient")
        .bind(subject)
        .all()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_panel_is_told_once_that_its_submission_was_returned_and_when_it_comes_back() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    let submission = server.world.assessments[4].0;
    let mut secretariat = server.browser("secretariat");
    let path = format!("/assessments/{submission}/return");
    for _ in 0..2 {
        secretariat.post(&path, &[("reason", "Two answers are missing")]).await;
    }
    let told = emails(&server, "Submission returned").await;
    assert_eq!(told.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["ada@ada.example", "bo@bo.example"]);
    assert!(told.iter().all(|(_, body)| !body.contains("Northmoor") && !body.contains("Two answers")), "{told:?}");
    let mut ada = sign_in(&server, people[0]).await;
    let list = ada.get("/peer-review/reviewing").await;
    assert!(list.body.contains("No longer reviewed"), "{}", list.body);
    let workbench = ada.get(&format!("{panel}/submissions/{submission}")).await;
    assert_eq!(workbench.status, StatusCode::FORBIDDEN);
    assert!(workbench.body.contains("it was returned to its organisation for changes"), "{}", workbench.body);
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update assessment set step = 'submitted', submitted_at = $2, locked_version_hash = $3 where id = $1")
        .bind(submission.0)
        .bind(store::core::values::At(server.now()))
        .bind(server.world.submitted_version.as_str())
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    server.app.clock.advance(SignedDuration::from_secs(1));
    let (submission, id) = (submission.to_string(), panel.rsplit('/').next().unwrap().to_owned());
    let fields = [("submission", submission.as_str()), ("panel", id.as_str())];
    let path = format!("{}/submissions", allocation(&server));
    for _ in 0..2 {
        secretariat.post(&path, &fields).await;
    }
    assert_eq!(emails(&server, "Submission added to your panel").await.len(), 2);
    assert_eq!(ada.get(&format!("{panel}/submissions/{submission}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_members_of_panels_are_told_once_that_their_round_was_cancelled() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    let mut secretariat = server.browser("secretariat");
    for _ in 0..2 {
        secretariat.post(&format!("{}/cancellation", open(&server)), &[("reason", "Too few")]).await;
    }
    let told = emails(&server, "Peer review round cancelled").await;
    assert_eq!(told.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), ["ada@ada.example", "bo@bo.example"]);
    assert!(told[0].1.contains("Open round") && !told[0].1.contains("Too few"), "{told:?}");
    let mut ada = sign_in(&server, people[0]).await;
    let page = ada.get(&format!("{panel}/submissions/{}", server.world.assessments[4].0)).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_secretariat_decides_about_a_panel_that_lost_a_reviewer_and_nobody_else_does() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    server.app.clock.advance(SignedDuration::from_secs(1));
    let mut secretariat = server.browser("secretariat");
    let lost = "Panel 1 has lost a reviewer.";
    assert!(!secretariat.get("/organisations").await.body.contains(lost));
    let mut ada = sign_in(&server, people[0]).await;
    ada.post(&format!("{panel}/drop-out"), &[]).await;
    let keeping = format!("{panel}/keeping");
    for page in ["/organisations".to_owned(), open(&server), allocation(&server), keeping.clone()] {
        let body = secretariat.get(&page).await.body;
        assert!(body.contains(lost), "{page}: {body}");
    }
    for persona in ["lead", "contributor", "other lead", "nobody"] {
        let mut browser = server.browser(persona);
        let status = browser.get(&keeping).await.status;
        assert!(status == StatusCode::NOT_FOUND || status == StatusCode::SEE_OTHER, "{persona}: {status}");
        let status = browser.post(&keeping, &[("reason", "It is fine")]).await.status;
        assert!(status != StatusCode::SEE_OTHER || persona == "nobody", "{persona}: {status}");
    }
    let mut board = server.browser("board");
    assert!(
        !board.get(&open(&server)).await.body.contains(lost)
            && !board.get(&allocation(&server)).await.body.contains(lost)
    );
    assert_eq!(board.post(&keeping, &[("reason", "It is fine")]).await.status, StatusCode::FORBIDDEN);
    let bo = sign_in(&server, people[1]).await.post(&keeping, &[("reason", "It is fine")]).await;
    assert_eq!(bo.status, StatusCode::FORBIDDEN, "a member does not decide");
    let blank = secretariat.post(&keeping, &[("reason", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Enter why the panel is kept as it is"), "{}", blank.body);
    server.app.clock.advance(SignedDuration::from_secs(1));
    let unread = secretariat.post(&keeping, &[("reason", "It is fine")]).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY, "the form names what was read");
    assert!(unread.body.contains("It is fine"), "{}", unread.body);
    let happened = hidden(&unread.body, "happened").to_owned();
    let fields = [("reason", "It is fine"), ("happened", happened.as_str())];
    assert_eq!(secretariat.post(&keeping, &fields).await.location(), panel);
    let again = secretariat.post(&keeping, &[("reason", "Twice"), ("happened", happened.as_str())]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("There is nothing to decide."), "{}", again.body);
    assert!(!secretariat.get("/organisations").await.body.contains(lost));
}

#[tokio::test]
async fn a_new_conflict_of_interest_is_shown_with_both_ways_to_decide() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    reviewer(&server, "Cy").await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update organisation set region = 'ada' where id = $1")
        .bind(server.world.organisation.0)
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut secretariat = server.browser("secretariat");
    let page = secretariat.get(&allocation(&server)).await.body;
    assert!(page.contains("Ada has a conflict of interest with Northmoor University (in their region)."), "{page}");
    for way in ["replacement", "keeping"] {
        let path = format!("{panel}/{way}?person={}", people[0]);
        assert!(page.contains(&path), "{way}: {page}");
        assert!(secretariat.get(&path).await.body.contains("Ada"), "{way}");
    }
    let ada = people[0].to_string();
    let keeping = format!("{panel}/keeping");
    let form = secretariat.get(&format!("{keeping}?person={ada}")).await;
    let happened = hidden(&form.body, "happened").to_owned();
    // While the secretariat reads the page, another conflict of the same member arises.
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update organisation set region = 'elsewhere' where id = $1")
        .bind(server.world.organisation.0)
        .run()
        .await
        .unwrap();
    tx.query("update organisation set consortium = 'ada' where id = $1 or slug = 'ada'")
        .bind(server.world.organisation.0)
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let fields = [("person", ada.as_str()), ("reason", "It moved yesterday"), ("happened", happened.as_str())];
    let refused = secretariat.post(&keeping, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "what was read is not what is the case");
    assert!(
        refused.body.contains("(in their consortium)") && refused.body.contains("It moved yesterday"),
        "{}",
        refused.body
    );
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update organisation set region = 'ada' where id = $1")
        .bind(server.world.organisation.0)
        .run()
        .await
        .unwrap();
    tx.query("update organisation set consortium = '' where id = $1")
        .bind(server.world.organisation.0)
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let kept = secretariat.post(&keeping, &fields).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    assert!(!secretariat.get(&allocation(&server)).await.body.contains("conflict of interest"));
    let workbench = format!("{panel}/submissions/{}", server.world.assessments[4].0);
    assert_eq!(sign_in(&server, people[0]).await.get(&workbench).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_reviewer_finds_what_waits_for_them_on_the_first_page_of_their_organisation() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    let mut tx = server.app.db.read().await.unwrap();
    let (organisation,): (uuid::Uuid,) =
        tx.query("select organisation_id from reviewer where person_id = $1").bind(people[0].0).one().await.unwrap();
    drop(tx);
    let path = format!("/organisations/{organisation}");
    let mut ada = sign_in(&server, people[0]).await;
    let page = ada.get(&path).await.body;
    assert!(page.contains("Review 1 submission: Open round."), "{page}");
    for persona in ["secretariat", "board"] {
        assert!(!server.browser(persona).get(&path).await.body.contains("Review 1 submission"), "{persona}");
    }
    let base = format!("{panel}/submissions/{}", server.world.assessments[4].0);
    super::workbench::complete(&mut ada, &base, "Bright").await;
    assert!(!ada.get(&path).await.body.contains("Review 1 submission"));
    ada.post(&format!("{base}/draft"), &[]).await;
    assert!(ada.get(&path).await.body.contains("Agree on feedback for 1 submission: Open round."));
}
