//! Owners of actions, and actions without an owner.

use crate::support::TestServer;
use axum::http::StatusCode;

fn owners(server: &TestServer) -> String {
    format!("/organisations/{}/owners", server.world.organisation)
}

#[tokio::test]
async fn owners_are_added_from_the_names_in_the_plan() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let before = server.app.db.queries();
    let page = lead.get(&owners(&server)).await;
    assert!(server.app.db.queries() - before <= 5);
    assert!(page.body.contains("4 of 5 actions have no owner"), "{}", page.body);
    assert!(page.body.contains("value=\"Library\""));
    let ids: Vec<String> = server.world.actions[..4].iter().map(ToString::to_string).collect();
    let mut fields = vec![("name", "Library"), ("email", "not an address")];
    fields.extend(ids.iter().map(|id| ("action", id.as_str())));
    let wrong = lead.post(&owners(&server), &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#email-1\"") && wrong.body.contains("value=\"not an address\""));
    fields[1].1 = "head@library.example";
    assert_eq!(lead.post(&owners(&server), &fields).await.location(), owners(&server));
    let page = lead.get(&owners(&server)).await;
    assert!(page.body.contains("All 5 actions have an owner") && page.body.contains("head@library.example"));
    let page = lead.get(&format!("/actions/{}", ids[0])).await;
    assert!(page.body.contains("<strong>Library</strong>"));
    assert!(page.body.contains("lead Example assigned “Count everyone in 2020” to Library"), "{}", page.body);
}

#[tokio::test]
async fn an_existing_owner_gets_the_actions_and_the_address() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let action = server.world.actions[0].to_string();
    let fields = [("name", "harbour master."), ("email", "new@northmoor.example"), ("action", action.as_str())];
    // They have another address: it may be another person of that name.
    let refused = lead.post(&owners(&server), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("has another email address"), "{}", refused.body);
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update owner set email = null").run().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(lead.post(&owners(&server), &fields).await.status, StatusCode::SEE_OTHER);
    let page = lead.get(&format!("{}/{}", owners(&server), server.world.owner)).await;
    assert!(
        page.body.contains("<h1>Harbour master</h1>\n<p class=\"then\">Owns 2 actions.")
            && page.body.contains("new@northmoor.example")
    );
    let again = lead.post(&owners(&server), &[("name", "Harbour Master"), ("email", "")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.body.contains("There is already an owner with this name")
            && again.body.contains("value=\"Harbour Master\"")
    );
}

#[tokio::test]
async fn conflicting_edits_of_an_owner_are_compared_and_a_leaving_owner_transfers_actions() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let path = format!("{}/{}", owners(&server), server.world.owner);
    let form = |name| [("name", name), ("email", ""), ("revision", "1")];
    assert_eq!(lead.post(&path, &form("Harbour office")).await.status, StatusCode::SEE_OTHER);
    let late = lead.post(&path, &form("Port office")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("The other version: Harbour office") && late.body.contains("value=\"Port office\""));
    assert!(late.body.contains("name=\"revision\" value=\"2\""));
    let alone = lead.post(&format!("{path}/leave"), &[]).await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    lead.post(&owners(&server), &[("name", "Library"), ("email", "")]).await;
    let page = lead.get(&path).await.body;
    let (_, rest) = page.split_once("name=\"to\" type=\"radio\" value=\"").unwrap();
    let other = rest[..36].to_owned();
    assert_eq!(lead.post(&format!("{path}/leave"), &[("to", &other)]).await.location(), owners(&server));
    let page = lead.get(&owners(&server)).await;
    assert!(page.body.contains("Former owners: Harbour office."), "{}", page.body);
    let page = lead.get(&format!("/actions/{}", server.world.actions[4])).await;
    assert!(page.body.contains("<strong>Library</strong>"));
}

#[tokio::test]
async fn an_action_has_one_owner_and_collaborators() {
    let server = TestServer::new().await;
    let mut contributor = server.browser("contributor");
    let path = format!("/actions/{}/owner", server.world.actions[0]);
    let page = contributor.get(&path).await;
    assert!(page.body.contains("value=\"Library\""), "the name in the plan is suggested");
    let unnamed = contributor.post(&path, &[("owner", "another"), ("name", " ")]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unnamed.body.contains("href=\"#name\""));
    let collaborator = server.world.owner.to_string();
    let fields = [("owner", "another"), ("name", "Library"), ("collaborators", collaborator.as_str())];
    let response = contributor.post(&path, &fields).await;
    assert_eq!(response.location(), format!("/actions/{}", server.world.actions[0]));
    let page = contributor.get(response.location()).await;
    assert!(page.body.contains("<strong>Library</strong><br>Collaborators: Harbour master"));
    assert!(page.body.contains("added Harbour master as a collaborator on"));
    let fields = [("owner", collaborator.as_str()), ("collaborators", collaborator.as_str())];
    contributor.post(&path, &fields).await;
    let page = contributor.get(&format!("/actions/{}", server.world.actions[0])).await;
    assert!(page.body.contains("<strong>Harbour master</strong></p>"), "an owner is not a collaborator: {}", page.body);
}
