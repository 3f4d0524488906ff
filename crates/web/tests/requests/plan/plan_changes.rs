//! A lead publishes changes of a submitted plan; what was signed never changes.

use crate::support::{Browser, TestServer};
use axum::http::StatusCode;

const SIGNED: &str = "Count everyone in 2028";

fn page_of(server: &TestServer) -> String {
    format!("/plans/{}/changes", server.world.assessments[4].1)
}

/// Rewords the action of the submitted plan.
async fn reword(server: &TestServer, lead: &mut Browser, revision: &str, text: &str) {
    let action = server.world.actions[4];
    let form = [("revision", revision), ("themes", "light"), ("text", text)];
    let saved = lead.post(&format!("/actions/{action}/edit"), &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
}

/// The changes that a page offers.
fn offered(body: &str) -> Vec<String> {
    let values = body.split("name=\"change\" type=\"checkbox\" value=\"").skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

async fn public(server: &TestServer, path: &str) -> String {
    let page = server.browser("nobody").get(&format!("/signatories/northmoor{path}")).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    page.body
}

#[tokio::test]
async fn a_lead_publishes_some_changes_with_a_reason_and_the_signed_text_stays_beside_them() {
    let server = TestServer::new().await;
    let plan = server.world.assessments[4].1;
    let mut lead = server.browser("lead");
    reword(&server, &mut lead, "1", "Count everyone twice").await;
    let fields = [("text", "Oil the door"), ("themes", "light"), ("timescale", "By March 2029")];
    lead.post(&format!("/plans/{plan}/actions"), &fields).await;
    let plan_page = lead.get(&format!("/plans/{plan}")).await.body;
    assert!(plan_page.contains("2 actions have changed since") && plan_page.contains("Publish changes"), "{plan_page}");
    let queries = server.app.db.queries();
    let page = lead.get(&page_of(&server)).await.body;
    assert!(server.app.db.queries() - queries <= 10, "{}", server.app.db.queries() - queries);
    let changes = offered(&page);
    assert_eq!(changes.len(), 2, "{page}");
    assert!(page.contains("<del>") && page.contains(SIGNED) && page.contains("Count everyone twice"));
    let preview = format!("{}/preview", page_of(&server));
    // What was typed comes back.
    let refused = lead.post(&preview, &[("change", &changes[0]), ("reason", "  ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#reason\""), "{}", refused.body);
    assert_eq!(refused.body.matches("\" checked>").count(), 1, "the selection stays");
    let refused = lead.post(&preview, &[("reason", "The money came later")]).await;
    assert!(refused.body.contains("Select at least 1 change") && refused.body.contains("The money came later"));

    let fields = [("change", changes[0].as_str()), ("reason", "The money came later")];
    let shown = lead.post(&preview, &fields).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.body.contains("1 change becomes public immediately. 1 stays unpublished."), "{}", shown.body);
    assert!(!public(&server, "/plan").await.contains("Count everyone twice"), "a preview changes nothing");
    let done = lead.post(&page_of(&server), &fields).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, &*format!("/plans/{plan}")));
    let twice = lead.post(&page_of(&server), &fields).await;
    assert_eq!(twice.location(), done.location(), "a second press does nothing");

    let page = public(&server, "/plan").await;
    assert!(page.contains("Changed on 22 November 2026, after submission."), "{page}");
    assert!(page.contains("Count everyone twice") && page.contains("The money came later"));
    assert!(page.contains("View signed text") && page.contains(SIGNED));
    assert!(!page.contains("Oil the door") && !page.contains("lead Example"), "{page}");
    for path in ["/organisation.json", "/actions.csv", "/changes.atom", &format!("/plans/{plan}/files/html")] {
        let file = public(&server, path).await;
        assert!(file.contains("Count everyone twice") || file.contains("The money came later"), "{path}: {file}");
        assert!(!file.contains("Oil the door"), "{path}");
    }
    let json: serde_json::Value = serde_json::from_str(&public(&server, "/organisation.json").await).unwrap();
    assert_eq!(json["plan"]["actions"][0]["since_submission"], "changed");
    assert_eq!(json["plan"]["actions"][0]["signed_text"], SIGNED);
    assert_eq!(json["plan"]["changes"][0]["reason"], "The money came later");
    assert_eq!(json["plan"]["changes"].as_array().unwrap().len(), 1);
    // What was signed is as it was.
    let submission = server.world.assessments[4].0;
    assert!(public(&server, &format!("/submissions/{submission}")).await.contains(SIGNED));
    let page = lead.get(&format!("/plans/{plan}")).await.body;
    assert!(page.contains("lead Example") && page.contains("1 action has changed since"), "{page}");
}

#[tokio::test]
async fn only_a_lead_publishes_and_only_in_a_submitted_plan() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    reword(&server, &mut lead, "1", "Count everyone twice").await;
    let change = offered(&lead.get(&page_of(&server)).await.body).remove(0);
    let fields = [("change", change.as_str()), ("reason", "Because")];
    for (persona, status) in [
        ("contributor", StatusCode::FORBIDDEN),
        ("secretariat", StatusCode::FORBIDDEN),
        ("board", StatusCode::FORBIDDEN),
        ("other lead", StatusCode::NOT_FOUND),
        ("nobody", StatusCode::SEE_OTHER),
    ] {
        let mut browser = server.browser(persona);
        for path in [page_of(&server), format!("{}/preview", page_of(&server))] {
            assert_eq!(browser.post(&path, &fields).await.status, status, "{persona} at {path}");
        }
        assert_eq!(browser.get(&page_of(&server)).await.status, status, "{persona}");
    }
    let draft = format!("/plans/{}/changes", server.world.assessments[0].1);
    assert_eq!(lead.get(&draft).await.status, StatusCode::FORBIDDEN);
    assert!(!public(&server, "/plan").await.contains("Count everyone twice"));
}

#[tokio::test]
async fn a_page_that_is_out_of_date_publishes_nothing_and_says_what_changed() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    reword(&server, &mut lead, "1", "Count everyone twice").await;
    let change = offered(&lead.get(&page_of(&server)).await.body).remove(0);
    // Another lead rewords the action before this one has published it.
    reword(&server, &mut lead, "2", "Count nobody").await;
    let fields = [("change", change.as_str()), ("reason", "Because")];
    for path in [format!("{}/preview", page_of(&server)), page_of(&server)] {
        let refused = lead.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{path}");
        assert!(refused.body.contains("The plan has changed since you opened this page. Nothing was published."));
        assert!(refused.body.contains("Count nobody") && refused.body.contains("Because"), "{}", refused.body);
        assert!(!refused.body.contains("\" checked>"), "what was not seen is not selected");
    }
    let page = public(&server, "/plan").await;
    assert!(!page.contains("Count nobody") && !page.contains("Count everyone twice"));
    // A change that was made up is none.
    let refused = lead.post(&page_of(&server), &[("change", "x"), ("reason", "Because")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_withdrawal_and_its_internal_reason_are_not_public_until_a_lead_publishes_the_withdrawal() {
    let server = TestServer::new().await;
    let (plan, action) = (server.world.assessments[4].1, server.world.actions[4]);
    let mut lead = server.browser("lead");
    let done = lead.post(&format!("/actions/{action}/withdraw"), &[("reason", "The dean forbade it")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let files = ["html", "csv", "json"].map(|format| format!("/plans/{plan}/files/{format}"));
    for path in files.iter().map(String::as_str).chain(["/plan", "/organisation.json", "/changes.atom"]) {
        let page = public(&server, path).await;
        assert!(!page.contains("The dean forbade it") && !page.contains("ithdrawn:"), "{path}: {page}");
    }
    assert!(public(&server, "/plan").await.contains("0 of 1 actions are completed"));
    let change = offered(&lead.get(&page_of(&server)).await.body).remove(0);
    lead.post(&page_of(&server), &[("change", &change), ("reason", "It is done elsewhere")]).await;
    let page = public(&server, "/plan").await;
    assert!(page.contains("No longer in the plan") && page.contains("Withdrawn since submission, on 22 November 2026"));
    assert!(page.contains("It is done elsewhere") && page.contains(SIGNED), "{page}");
    for path in files.iter().map(String::as_str).chain(["/plan", "/organisation.json", "/changes.atom"]) {
        assert!(!public(&server, path).await.contains("The dean forbade it"), "{path}");
    }
    // It is taken back by publishing that it is in the plan again.
    lead.post(&format!("/actions/{action}/return"), &[]).await;
    let change = offered(&lead.get(&page_of(&server)).await.body).remove(0);
    lead.post(&page_of(&server), &[("change", &change), ("reason", "The dean has agreed")]).await;
    let page = public(&server, "/plan").await;
    assert!(page.contains("0 of 1 actions are completed") && !page.contains("No longer in the plan"), "{page}");
    assert!(page.contains("It is done elsewhere") && page.contains("The dean has agreed"), "both stay in the list");
}

#[tokio::test]
async fn a_withdrawn_action_is_none_that_followed_from_a_consultation() {
    let server = TestServer::new().await;
    let action = server.world.actions[4];
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("insert into finding_action (finding_id, action_id) values ($1, $2)")
        .bind(server.world.finding.0)
        .bind(action.0)
        .run()
        .await
        .unwrap();
    tx.query("update consultation set published_on = closed_on where step = 'closed'").run().await.unwrap();
    tx.commit().await.unwrap();
    let mut lead = server.browser("lead");
    // As on the page of the plan, it is there until its withdrawal is published.
    lead.post(&format!("/actions/{action}/withdraw"), &[("reason", "The dean forbade it")]).await;
    let page = public(&server, "/you-said-we-did").await;
    assert!(page.contains("Actions:") && page.contains(SIGNED), "{page}");
    let change = offered(&lead.get(&page_of(&server)).await.body).remove(0);
    lead.post(&page_of(&server), &[("change", &change), ("reason", "It is done elsewhere")]).await;
    let page = public(&server, "/you-said-we-did").await;
    assert!(page.contains("1 action is no longer in the action plan."), "{page}");
    assert!(!page.contains("Actions:") && !page.contains(SIGNED) && !page.contains("draft action plan"), "{page}");
}

#[tokio::test]
async fn a_published_progress_review_shows_the_public_plan() {
    let server = TestServer::new().await;
    let plan = server.world.assessments[4].1;
    let mut lead = server.browser("lead");
    reword(&server, &mut lead, "1", "Count everyone twice").await;
    let fields = [("text", "Oil the door"), ("themes", "light"), ("timescale", "By March 2029")];
    lead.post(&format!("/plans/{plan}/actions"), &fields).await;
    let reviews = format!("/organisations/{}/progress-reviews", server.world.organisation);
    let review = lead.post(&reviews, &[]).await.location().to_owned();
    lead.post(&format!("{review}/closing"), &[]).await;
    let page = lead.get(&review).await.body;
    assert!(page.contains("Oil the door") && page.contains("Count everyone twice"), "members see the plan: {page}");
    lead.post(&format!("{review}/publication"), &[("publish", "minutes")]).await;
    let page = public(&server, &review).await;
    assert!(page.contains(SIGNED) && page.contains("Never updated: 1"), "{page}");
    assert!(!page.contains("Oil the door") && !page.contains("Count everyone twice"), "{page}");
}
