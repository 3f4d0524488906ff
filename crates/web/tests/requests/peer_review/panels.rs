//! Panels: their page for members, drop-outs and replacements, and who learns nothing.

use super::allocation::{allocation, approved, reviewer, sign_in};
use crate::support::TestServer;
use axum::http::StatusCode;

#[tokio::test]
async fn a_member_reads_their_panel_and_nobody_else_learns_of_it() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    let mut ada = sign_in(&server, people[0]).await;
    let before = server.app.db.queries();
    let page = ada.get(&panel).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 8, "{queries} queries");
    for words in ["Panel 1", "Northmoor", "Bo", "Read submissions", "Drop out"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("Replace"), "members do not change the panel");
    assert!(ada.get("/peer-review/panels").await.body.contains("Open round, panel 1"));
    let cy = reviewer(&server, "Cy").await;
    let mut other = sign_in(&server, cy).await;
    assert_eq!(other.get(&panel).await.status, StatusCode::NOT_FOUND);
    assert!(other.get("/peer-review/panels").await.body.contains("No panels yet"));
    for persona in ["lead", "contributor", "other lead"] {
        let mut browser = server.browser(persona);
        assert_eq!(browser.get(&panel).await.status, StatusCode::NOT_FOUND, "{persona}");
        for form in ["drop-out", "replacement"] {
            let path = format!("{panel}/{form}");
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND, "{persona} {form}");
            assert_eq!(browser.post(&path, &[]).await.status, StatusCode::NOT_FOUND, "{persona} {form}");
        }
        assert!(!browser.get("/peer-review/panels").await.body.contains("panel 1"), "{persona}");
    }
    assert_eq!(ada.post(&format!("{panel}/replacement"), &[("joins", "none")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.browser("board").post(&format!("{panel}/replacement"), &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_member_who_joins_the_reviewed_organisation_no_longer_finds_the_panel() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'contributor', $3)")
        .bind(server.world.organisation.0)
        .bind(people[0].0)
        .bind(store::core::values::At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut ada = sign_in(&server, people[0]).await;
    assert_eq!(ada.get(&panel).await.status, StatusCode::NOT_FOUND);
    assert!(ada.get("/peer-review/panels").await.body.contains("No panels yet"));
}

#[tokio::test]
async fn a_reviewer_drops_out_once_and_the_secretariat_adds_another() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    let mut ada = sign_in(&server, people[0]).await;
    assert!(ada.get(&format!("{panel}/drop-out")).await.body.contains("You will no longer see the panel"));
    assert_eq!(ada.post(&format!("{panel}/drop-out"), &[]).await.location(), "/peer-review/panels");
    assert_eq!(ada.post(&format!("{panel}/drop-out"), &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.get(&panel).await.status, StatusCode::NOT_FOUND);
    let cy = reviewer(&server, "Cy").await.to_string();
    let mut secretariat = server.browser("secretariat");
    let path = format!("{panel}/replacement");
    let form = secretariat.get(&path).await;
    assert!(
        form.body.contains("Add reviewer")
            && form.body.contains("Cy (University of Cy; Institutional lead, experienced)"),
        "{}",
        form.body
    );
    let at = |words: &str| form.body.find(words).unwrap_or_else(|| panic!("{words}: {}", form.body));
    assert!(at("Cy (University of Cy") < at("Ada (") && at("Ada (") < at("Was on this panel and left it."));
    let none = secretariat.post(&path, &[("person", ""), ("joins", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.body.contains("Select who joins the panel"));
    assert_eq!(secretariat.post(&path, &[("person", ""), ("joins", &cy)]).await.status, StatusCode::SEE_OTHER);
    let mut tx = server.app.db.read().await.unwrap();
    let sent: Vec<(String,)> =
        tx.query("select recipient from email where recipient = 'cy@cy.example'").all().await.unwrap();
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn a_reviewer_is_replaced_or_the_panel_goes_on_if_it_keeps_its_least_size() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    reviewer(&server, "Cy").await;
    let mut secretariat = server.browser("secretariat");
    let (ada, bo) = (people[0].to_string(), people[1].to_string());
    let form = secretariat.get(&format!("{panel}/replacement?person={ada}")).await;
    assert!(
        form.body.contains("Replace Ada") && form.body.contains("No one: the panel continues without another reviewer")
    );
    let path = format!("{panel}/replacement");
    assert_eq!(secretariat.post(&path, &[("person", &ada), ("joins", "none")]).await.status, StatusCode::SEE_OTHER);
    // The charter allows panels of 1, and none of nobody.
    let form = secretariat.get(&format!("{path}?person={bo}")).await;
    assert!(form.body.contains("Panel 1 must have 1 to 2 reviewers."), "{}", form.body);
    let refused = secretariat.post(&path, &[("person", &bo), ("joins", "none")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(secretariat.get(&format!("{path}?person={ada}")).await.status, StatusCode::NOT_FOUND, "Ada left");
}

#[tokio::test]
async fn the_secretariat_is_told_of_a_member_who_stopped_or_has_a_conflict_since() {
    let server = TestServer::new().await;
    let (people, _) = approved(&server).await;
    let mut secretariat = server.browser("secretariat");
    assert!(!secretariat.get(&allocation(&server)).await.body.contains("Warnings"));
    let mut tx = server.app.db.write().await.unwrap();
    let now = store::core::values::At(server.now());
    tx.query("insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, 'My partner', $3)")
        .bind(people[0].0)
        .bind(server.world.organisation.0)
        .bind(now)
        .run()
        .await
        .unwrap();
    let stop = "update reviewer set ended_at = $2 where person_id = $1";
    let later = store::core::values::At(server.now() + jiff::SignedDuration::from_secs(1));
    tx.query(stop).bind(people[1].0).bind(later).run().await.unwrap();
    tx.commit().await.unwrap();
    let page = secretariat.get(&allocation(&server)).await;
    assert!(page.body.contains("Ada has a conflict of interest with Northmoor"), "{}", page.body);
    assert!(page.body.contains("Panel 1 has lost a reviewer. Bo no longer reviews"), "{}", page.body);
    let board = server.browser("board").get(&allocation(&server)).await;
    assert!(!board.body.contains("conflict of interest"), "{}", board.body);
}

#[tokio::test]
async fn a_returned_submission_leaves_its_panel() {
    let server = TestServer::new().await;
    let (people, panel) = approved(&server).await;
    let submission = server.world.assessments[4].0;
    let mut secretariat = server.browser("secretariat");
    let returned =
        secretariat.post(&format!("/assessments/{submission}/return"), &[("reason", "Two answers are missing")]).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.body);
    let page = sign_in(&server, people[0]).await.get(&panel).await;
    assert!(page.body.contains("No submission to review") && !page.body.contains("Northmoor"), "{}", page.body);
    let page = secretariat.get(&allocation(&server)).await;
    assert!(page.body.contains("Panel 1 has no submission"), "{}", page.body);
    assert!(!page.body.contains("Submissions without a panel"));
    // It is submitted again, and given to a panel that has nobody with a conflict of interest.
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update assessment set step = 'submitted', submitted_at = $2, locked_version_hash = $3 where id = $1")
        .bind(submission.0)
        .bind(store::core::values::At(server.now()))
        .bind(server.world.submitted_version.as_str())
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    server.app.clock.advance(jiff::SignedDuration::from_secs(1));
    assert!(secretariat.get(&allocation(&server)).await.body.contains("Submissions without a panel"));
    let path = format!("{}/submissions", allocation(&server));
    let (submission, id) = (submission.to_string(), panel.rsplit('/').next().unwrap().to_owned());
    let nothing = secretariat.post(&path, &[("submission", &submission)]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("Select a panel"), "{}", nothing.body);
    let fields = [("submission", submission.as_str()), ("panel", id.as_str())];
    assert_eq!(secretariat.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    let again = secretariat.post(&path, &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("is also allocated to"), "{}", again.body);
    assert!(sign_in(&server, people[0]).await.get(&panel).await.body.contains("Northmoor"));
}
