//! Names are not identities: nobody takes the name of another person, and what a name changes never follows its spelling.

use crate::support::TestServer;
use axum::http::StatusCode;
use jiff::SignedDuration;

/// Adds an owner with actions, by the lead.
async fn add_owner(server: &TestServer, name: &str, email: &str) {
    let path = format!("/organisations/{}/owners", server.world.organisation);
    let added = server.browser("lead").post(&path, &[("name", name), ("email", email)]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
}

async fn activity(server: &TestServer) -> String {
    server.browser("lead").get(&format!("/organisations/{}/activity", server.world.organisation)).await.body
}

/// The attack: a contributor takes the lead's name, and deletes their account.
#[tokio::test]
async fn whoever_takes_the_leads_name_and_leaves_takes_nothing_of_the_lead_along() {
    let server = TestServer::new().await;
    add_owner(&server, "lead Example", "lead@assay.example").await;
    let mut contributor = server.browser("contributor");
    contributor.post("/account/name", &[("name", "lead Example")]).await;
    contributor.post("/account/erasure", &[]).await;
    let log = activity(&server).await;
    assert!(log.contains("added lead Example as an action owner"), "{log}");
}

/// The attack: a person who is called "Human Resources" for a moment removes that owner from every plan.
#[tokio::test]
async fn whoever_takes_the_name_of_a_post_and_leaves_takes_no_action_of_it_along() {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update action set owner = 'Human Resources'").run().await.unwrap();
    tx.commit().await.unwrap();
    let mut contributor = server.browser("contributor");
    contributor.post("/account/name", &[("name", "Human Resources")]).await;
    contributor.post("/account/erasure", &[]).await;
    let page = server.browser("lead").get(&format!("/actions/{}", server.world.actions[4])).await.body;
    assert!(page.contains("Human Resources") && !page.contains("A former action owner"), "{page}");
}

#[tokio::test]
async fn a_new_name_is_an_event_and_earlier_events_keep_the_earlier_name() {
    let server = TestServer::new().await;
    let mut contributor = server.browser("contributor");
    let action = server.world.actions[4];
    contributor.post(&format!("/actions/{action}/progress"), &[("rating", "red"), ("explanation", "No funds")]).await;
    contributor.post("/account/name", &[("name", "Zoë Newname")]).await;
    let log = activity(&server).await;
    assert!(log.contains("contributor Example"), "the events before keep the name of then: {log}");
    assert!(log.contains("is now called Zoë Newname"), "{log}");
}

#[tokio::test]
async fn the_name_of_another_person_stays_in_the_form_with_what_to_do() {
    let server = TestServer::new().await;
    let mut contributor = server.browser("contributor");
    for name in ["lead Example", "LEAD EXAMPLE", "lеad Example", "The operator", "lead Example (action owner)"] {
        let refused = contributor.post("/account/name", &[("name", name)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.body.contains(&format!("value=\"{name}\"")), "what was typed stays: {}", refused.body);
    }
    let refused = contributor.post("/account/name", &[("name", "lead Example")]).await.body;
    assert!(refused.contains("Another member of Northmoor University has this name"), "{refused}");
    assert!(refused.contains("lead Example (Library)"), "{refused}");
    assert!(!activity(&server).await.contains("is now called"));
}

#[tokio::test]
async fn leads_are_told_of_a_new_name_and_nobody_is_mailed_without_end() {
    let server = TestServer::new().await;
    let mut contributor = server.browser("contributor");
    for (name, status) in [
        ("Zoë First", StatusCode::SEE_OTHER),
        ("Zoë First", StatusCode::SEE_OTHER),
        ("Zoë Second", StatusCode::SEE_OTHER),
        ("Zoë Third", StatusCode::SEE_OTHER),
        ("Zoë Fourth", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        server.app.clock.advance(SignedDuration::from_secs(5));
        assert_eq!(contributor.post("/account/name", &[("name", name)]).await.status, status, "{name}");
    }
    let mut tx = server.app.db.read().await.unwrap();
    let emails: Vec<(String, String)> = tx
        .query("select recipient, subject from email where subject like 'Name changed%' order by created_at")
        .all()
        .await
        .unwrap();
    assert_eq!(emails.len(), 3, "{emails:?}");
    assert!(emails.iter().all(|(to, _)| to == "lead@assay.example"), "{emails:?}");
    assert!(emails[0].1.starts_with("Name changed: contributor Example is now Zoë First"), "{emails:?}");
}

/// The attack: a contributor adds an action owner with the name of the lead and an address of their own, to reply as the lead.
#[tokio::test]
async fn an_owner_with_the_name_of_a_member_needs_their_address() {
    let server = TestServer::new().await;
    let mut contributor = server.browser("contributor");
    let path = format!("/organisations/{}/owners", server.world.organisation);
    let fields = [("name", "Lead Example"), ("email", "puppet@northmoor.example")];
    let refused = contributor.post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("lead Example has another email address"), "{}", refused.body);
    assert!(refused.body.contains("puppet@northmoor.example"), "what was typed stays");
    let on_action = format!("/actions/{}/owner", server.world.actions[4]);
    let refused = contributor
        .post(&on_action, &[("owner", "another"), ("name", "Lead Example"), ("email", "puppet@northmoor.example")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
}

/// The attack: the owner of a name gets another address by assigning an action to "another owner" of the same name.
#[tokio::test]
async fn the_address_of_an_owner_is_not_changed_by_naming_them() {
    let server = TestServer::new().await;
    add_owner(&server, "Human Resources", "hr@northmoor.example").await;
    let path = format!("/organisations/{}/owners", server.world.organisation);
    let action = server.world.actions[4].to_string();
    let mut contributor = server.browser("contributor");
    let fields = [("name", "Human Resources"), ("email", "puppet@northmoor.example"), ("action", action.as_str())];
    assert_eq!(contributor.post(&path, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut tx = server.app.db.read().await.unwrap();
    let emails: Vec<(Option<String>,)> =
        tx.query("select email from owner where name = 'Human Resources'").all().await.unwrap();
    assert_eq!(emails, [(Some("hr@northmoor.example".to_owned()),)]);
}

#[tokio::test]
async fn an_invitation_in_the_name_of_a_member_is_refused() {
    let server = TestServer::new().await;
    let path = format!("/organisations/{}/invitations", server.world.organisation);
    let fields = [("name", "contributor Example"), ("email", "puppet@northmoor.example"), ("role", "lead")];
    let refused = server.browser("lead").post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("contributor Example is a member with another email address"), "{}", refused.body);
}

#[tokio::test]
async fn leads_decide_about_names_that_refer_to_nobody() {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    let action = server.world.actions[4];
    tx.query("update action set owner = 'Contributor Example'").run().await.unwrap();
    tx.commit().await.unwrap();
    let mut contributor = server.browser("contributor");
    let page = contributor.get("/account/erasure").await.body;
    assert!(page.contains("Text that may name you") && page.contains(&format!("/actions/{action}")), "{page}");
    let names = format!("/organisations/{}/names", server.world.organisation);
    assert_eq!(contributor.get(&names).await.status, StatusCode::FORBIDDEN);
    contributor.post("/account/erasure", &[]).await;

    let mut lead = server.browser("lead");
    let people = lead.get(&format!("/organisations/{}/people", server.world.organisation)).await.body;
    assert!(people.contains("Names to check ("), "{people}");
    let overview = lead.get(&format!("/organisations/{}", server.world.organisation)).await.body;
    assert!(overview.contains("to check.") && overview.contains(&format!("href=\"{names}\"")), "{overview}");
    let overview =
        server.browser("secretariat").get(&format!("/organisations/{}", server.world.organisation)).await.body;
    assert!(!overview.contains(&names), "{overview}");
    let before = server.app.db.queries();
    let page = lead.get(&names).await.body;
    assert!(server.app.db.queries() - before <= 6);
    assert!(page.contains("Contributor Example</strong> (A former contributor"), "{page}");
    let ids: Vec<&str> = page.split(&format!("{names}/")).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let (first, second) = (format!("{names}/{}", ids[0]), format!("{names}/{}", ids[1]));
    assert_eq!(lead.post(&first, &[("decision", "maybe")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let elsewhere = server.browser("other lead").post(&first, &[("decision", "removed")]).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        assert_eq!(lead.post(&first, &[("decision", "removed")]).await.location(), names);
    }
    assert_eq!(lead.post(&second, &[("decision", "kept")]).await.location(), names);
    let log = activity(&server).await;
    assert_eq!(log.matches("removed the name of a person who deleted their account").count(), 1, "{log}");
    assert_eq!(log.matches("and kept it").count(), 1, "{log}");
    let mut tx = server.app.db.read().await.unwrap();
    let owners: Vec<(String, i64)> = tx
        .query("select owner, cast(count(*) as bigint) from action where owner <> '' group by owner order by owner")
        .all()
        .await
        .unwrap();
    assert_eq!(owners[0], ("A former action owner".to_owned(), 1), "{owners:?}");
}

#[tokio::test]
async fn your_data_has_what_refers_to_you_and_not_what_is_spelt_like_you() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let person = server.world.persona("contributor").person.unwrap();
    let role = format!("/organisations/{}/people/{person}/role", server.world.organisation);
    lead.post(&role, &[("role", "lead")]).await;
    add_owner(&server, "contributor Example", "").await;
    let file = server.browser("contributor").get("/account/data.json").await;
    let data: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    let named: Vec<&str> =
        data["named_in"].as_array().unwrap().iter().filter_map(|one| one["what"]["what"].as_str()).collect();
    assert_eq!(named, ["role-changed"], "the owner without an address may be another person");
    assert!(data.get("speaking").is_none());
}

/// The attack: a lead signs in the name of another member.
#[tokio::test]
async fn a_lead_does_not_sign_in_the_name_of_another_member() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let assessment = server.world.assessments[1].0;
    let fields = [("name", "Contributor Example"), ("post", "Lead"), ("version", "0"), ("agree", "yes")];
    let refused = lead.post(&format!("/assessments/{assessment}/lead-signature"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("contributor Example is another member. Enter your own name"), "{}", refused.body);
}
