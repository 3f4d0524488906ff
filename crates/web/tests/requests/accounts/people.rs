//! The people of an organisation: invitations, roles and removal.

use crate::{
    accounts::sign_in::{link, queued_emails},
    support::TestServer,
};
use axum::http::StatusCode;
use jiff::SignedDuration;

fn people(server: &TestServer) -> String {
    format!("/organisations/{}/people", server.world.organisation)
}
fn invitations(server: &TestServer) -> String {
    format!("/organisations/{}/invitations", server.world.organisation)
}

const ADA: [(&str, &str); 3] = [("name", "Ada King"), ("email", "ada@northmoor.example"), ("role", "lead")];

#[tokio::test]
async fn the_only_lead_is_asked_to_invite_a_second_one_in_six_queries() {
    let server = TestServer::new().await;
    let before = server.app.db.queries();
    let page = server.browser("lead").get(&people(&server)).await.body;
    assert!(server.app.db.queries() - before <= 6);
    assert!(page.contains("You are the only institutional lead. Invite a second lead"));
    assert!(page.contains("N. Newcomer"), "the open invitation is listed");
    let page = server.browser("contributor").get(&people(&server)).await.body;
    assert!(page.contains("lead Example is the only institutional lead") && !page.contains("Invite a person"));
}

#[tokio::test]
async fn an_invited_person_joins_by_signing_in() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    assert_eq!(lead.post(&invitations(&server), &ADA).await.location(), people(&server));
    let (to, message) = queued_emails(&server).await.pop().unwrap();
    assert_eq!(to, "ada@northmoor.example");
    assert!(message.contains("join Northmoor University as an institutional lead"));

    let mut ada = server.browser("nobody");
    let page = ada.get(&link(&message)).await.body;
    assert!(page.contains("lead Example has invited you to join Northmoor University as an institutional lead"));
    assert!(!page.contains("ada@northmoor.example"), "the link does not show the full email address");
    assert_eq!(ada.post(&link(&message), &[]).await.location(), "/sign-in/code?to=accept");
    let page = ada.get("/sign-in/code?to=accept").await.body;
    assert!(page.contains("To accept your invitation") && !page.contains("If the address has an account"), "{page}");
    assert_eq!(ada.get("/account").await.status, StatusCode::SEE_OTHER, "the link alone signs nobody in");
    let (to, second) = queued_emails(&server).await.pop().unwrap();
    assert_eq!(to, "ada@northmoor.example");
    assert!(second.contains("accept your invitation and sign in"), "{second}");
    ada.post(&link(&second), &[]).await;
    assert!(ada.get("/account").await.body.contains("Invitation accepted."));
    assert_eq!(ada.get(&people(&server)).await.status, StatusCode::OK);

    let page = lead.get(&people(&server)).await.body;
    assert!(page.contains("2 institutional leads and 1 contributor. Institutional leads sign"));
    assert!(page.contains("Ada King"));
    assert_eq!(ada.get(&link(&message)).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_person_signed_in_with_the_invited_address_accepts_with_one_button() {
    let server = TestServer::new().await;
    let fields = [("name", "Other"), ("email", "other-lead@assay.example"), ("role", "contributor")];
    server.browser("lead").post(&invitations(&server), &fields).await;
    let path = link(&queued_emails(&server).await.pop().unwrap().1);
    let mut other = server.browser("other lead");
    assert!(other.get(&path).await.body.contains(">Accept invitation<"));
    assert_eq!(other.post(&path, &[]).await.location(), "/home");
    assert_eq!(other.get(&people(&server)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_cancelled_or_expired_invitation_gives_no_access() {
    let server = TestServer::new().await;
    let (id, secret) = &server.world.invitation;
    let path = format!("/invitations/{secret}");
    let mut browser = server.browser("nobody");
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    let cancel = format!("{}/{id}/withdraw", invitations(&server));
    assert_eq!(server.browser("lead").post(&cancel, &[]).await.location(), people(&server));
    assert_eq!(server.browser("lead").post(&cancel, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&path).await.status, StatusCode::GONE);
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::GONE);

    server.browser("lead").post(&invitations(&server), &ADA).await;
    let path = link(&queued_emails(&server).await.pop().unwrap().1);
    server.app.clock.advance(SignedDuration::from_hours(14 * 24));
    assert_eq!(browser.get(&path).await.status, StatusCode::GONE);
    browser.post("/sign-in", &[("email", "ada@northmoor.example")]).await;
    assert!(queued_emails(&server).await.is_empty());
}

#[tokio::test]
async fn an_invitation_of_another_organisation_cannot_be_cancelled() {
    let server = TestServer::new().await;
    let theirs = format!("{}/{}/withdraw", invitations(&server), server.world.invitation.0);
    assert_eq!(server.browser("other lead").post(&theirs, &[]).await.status, StatusCode::NOT_FOUND);
    let by_secretariat = format!("/secretariat/invitations/{}/withdraw", server.world.invitation.0);
    assert_eq!(server.browser("secretariat").post(&by_secretariat, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_invalid_invitation_is_refused_and_stays_in_the_form() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let response = lead.post(&invitations(&server), &[("name", "Ada King"), ("email", "ada"), ("role", "")]).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains("There is a problem") && response.body.contains(r#"value="Ada King""#));
    assert!(response.body.contains("Select a role"));
    let already = [("name", "C"), ("email", "contributor@assay.example"), ("role", "lead")];
    assert!(lead.post(&invitations(&server), &already).await.body.contains("already a member"));
    assert!(queued_emails(&server).await.is_empty());
}

#[tokio::test]
async fn only_the_secretariat_can_remove_the_last_lead() {
    let server = TestServer::new().await;
    let lead = server.world.persona("lead").person.unwrap();
    let (leave, role) = (format!("{}/{lead}/leave", people(&server)), format!("{}/{lead}/role", people(&server)));
    for (path, fields) in [(&leave, vec![]), (&role, vec![("role", "contributor")])] {
        let response = server.browser("lead").post(path, &fields).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(response.body.contains("is the only institutional lead"));
    }
    let mut secretariat = server.browser("secretariat");
    assert_eq!(secretariat.post(&leave, &[]).await.location(), people(&server));
    let page = secretariat.get(&people(&server)).await.body;
    assert!(page.contains("An institutional lead is needed to sign and submit"));
    assert_eq!(server.browser("lead").get(&people(&server)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_lead_can_leave_once_there_is_another_lead() {
    let server = TestServer::new().await;
    let id = |name: &str| server.world.persona(name).person.unwrap();
    let mut lead = server.browser("lead");
    let path = format!("{}/{}/role", people(&server), id("contributor"));
    lead.post(&path, &[("role", "lead")]).await;
    assert!(lead.get(&people(&server)).await.body.contains("contributor Example is now an institutional lead."));
    let path = format!("{}/{}/leave", people(&server), id("lead"));
    assert_eq!(lead.post(&path, &[]).await.location(), "/home");
    let path = format!("{}/{}/leave", people(&server), id("other lead"));
    assert_eq!(server.browser("contributor").post(&path, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_secretariat_invites_and_removes_its_members() {
    let server = TestServer::new().await;
    let mut secretariat = server.browser("secretariat");
    let fields = [("name", "B. Oard"), ("email", "b@assay.example"), ("role", "board")];
    assert_eq!(secretariat.post("/secretariat/invitations", &fields).await.location(), "/secretariat");
    assert!(secretariat.get("/secretariat").await.body.contains("B. Oard"));
    let mut invited = server.browser("nobody");
    invited.post("/sign-in", &[("email", "b@assay.example")]).await;
    let emails = queued_emails(&server).await;
    invited.post(&link(&emails.last().unwrap().1), &[]).await;
    assert_eq!(invited.get("/home").await.location(), "/organisations");

    let id = |name: &str| server.world.persona(name).person.unwrap();
    let leave = |name: &str| format!("/secretariat/{}/leave", id(name));
    assert_eq!(secretariat.post(&leave("secretariat"), &[]).await.status, StatusCode::NOT_FOUND, "the last one stays");
    assert_eq!(secretariat.post(&leave("board"), &[]).await.location(), "/secretariat");
    assert_eq!(server.browser("board").get("/secretariat").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_member_who_owns_actions_is_removed_after_they_are_transferred() {
    let server = TestServer::new().await;
    let (mut lead, home) = (server.browser("lead"), format!("/organisations/{}", server.world.organisation));
    let action = server.world.actions[4].to_string();
    let named = [("name", "C. Contributor"), ("email", "contributor@assay.example"), ("action", action.as_str())];
    assert_eq!(lead.post(&format!("{home}/owners"), &named).await.status, StatusCode::SEE_OTHER);
    lead.post(&format!("{home}/owners"), &[("name", "Library")]).await;
    let person = server.world.persona("contributor").person.unwrap();
    let leaves = lead.post(&format!("{home}/people/{person}/leave"), &[]).await;
    assert!(leaves.location().starts_with(&format!("{home}/owners/")), "{}", leaves.body);
    let page = lead.get(leaves.location()).await.body;
    assert!(page.contains("contributor Example owns 1 action") && page.contains("Library"), "{page}");
    let to = page.split("name=\"to\" type=\"radio\" value=\"").nth(1).map(|rest| &rest[..36]);
    let to = to.unwrap_or_else(|| panic!("{page}")).to_owned();
    lead.post(&format!("{}/leave", leaves.location()), &[("to", &to)]).await;
    let leaves = lead.post(&format!("{home}/people/{person}/leave"), &[]).await;
    assert_eq!(leaves.location(), format!("{home}/people"));
}
