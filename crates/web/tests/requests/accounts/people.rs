//! The people of an organisation: invited, joined, changed, gone.

use crate::{
    accounts::sign_in::{link, queued_emails},
    support::Trial,
};
use axum::http::StatusCode;
use jiff::SignedDuration;

fn people(trial: &Trial) -> String {
    format!("/organisations/{}/people", trial.world.organisation)
}
fn invitations(trial: &Trial) -> String {
    format!("/organisations/{}/invitations", trial.world.organisation)
}

const ADA: [(&str, &str); 3] = [("name", "Ada King"), ("email", "ada@northmoor.example"), ("role", "lead")];

#[tokio::test]
async fn the_only_lead_reads_so_first_within_the_budget() {
    let trial = Trial::new().await;
    let before = trial.app.db.queries();
    let shown = trial.browser("lead").get(&people(&trial)).await.body;
    assert!(trial.app.db.queries() - before <= 6);
    assert!(shown.contains("You are the only institutional lead. Invite a second lead"));
    assert!(shown.contains("N. Newcomer"), "who is invited is there");
    let shown = trial.browser("contributor").get(&people(&trial)).await.body;
    assert!(shown.contains("lead Example is the only institutional lead") && !shown.contains("Invite a person"));
}

#[tokio::test]
async fn an_invited_person_joins_by_signing_in() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    assert_eq!(lead.post(&invitations(&trial), &ADA).await.location(), people(&trial));
    let (to, message) = queued_emails(&trial).await.pop().unwrap();
    assert_eq!(to, "ada@northmoor.example");
    assert!(message.contains("join Northmoor University as an institutional lead"));

    let mut ada = trial.browser("nobody");
    let shown = ada.get(&link(&message)).await.body;
    assert!(shown.contains("lead Example has invited you to join Northmoor University as an institutional lead"));
    assert!(!shown.contains("ada@northmoor.example"), "who sees the link does not learn the whole address");
    assert_eq!(ada.post(&link(&message), &[]).await.location(), "/sign-in/code");
    assert_eq!(ada.get("/account").await.status, StatusCode::SEE_OTHER, "the link alone lets nobody in");
    let (to, second) = queued_emails(&trial).await.pop().unwrap();
    assert_eq!(to, "ada@northmoor.example");
    ada.post(&link(&second), &[]).await;
    assert_eq!(ada.get(&people(&trial)).await.status, StatusCode::OK);

    let shown = lead.get(&people(&trial)).await.body;
    assert!(
        shown.contains("2 institutional leads and 1 contributor. Institutional leads sign")
            && shown.contains("Ada King")
    );
    assert_eq!(ada.get(&link(&message)).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn who_is_signed_in_with_the_invited_address_just_accepts() {
    let trial = Trial::new().await;
    let fields = [("name", "Other"), ("email", "other-lead@assay.example"), ("role", "contributor")];
    trial.browser("lead").post(&invitations(&trial), &fields).await;
    let path = link(&queued_emails(&trial).await.pop().unwrap().1);
    let mut other = trial.browser("other lead");
    assert!(other.get(&path).await.body.contains(">Accept invitation<"));
    assert_eq!(other.post(&path, &[]).await.location(), "/home");
    assert_eq!(other.get(&people(&trial)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_cancelled_or_expired_invitation_gives_no_access() {
    let trial = Trial::new().await;
    let (id, secret) = &trial.world.invitation;
    let path = format!("/invitations/{secret}");
    let mut browser = trial.browser("nobody");
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    let withdraw = format!("{}/{id}/withdraw", invitations(&trial));
    assert_eq!(trial.browser("lead").post(&withdraw, &[]).await.location(), people(&trial));
    assert_eq!(trial.browser("lead").post(&withdraw, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&path).await.status, StatusCode::GONE);
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::GONE);

    trial.browser("lead").post(&invitations(&trial), &ADA).await;
    let path = link(&queued_emails(&trial).await.pop().unwrap().1);
    trial.app.clock.pass(SignedDuration::from_hours(14 * 24));
    assert_eq!(browser.get(&path).await.status, StatusCode::GONE);
    browser.post("/sign-in", &[("email", "ada@northmoor.example")]).await;
    assert!(queued_emails(&trial).await.is_empty());
}

#[tokio::test]
async fn an_invitation_of_another_organisation_cannot_be_cancelled() {
    let trial = Trial::new().await;
    let theirs = format!("{}/{}/withdraw", invitations(&trial), trial.world.invitation.0);
    assert_eq!(trial.browser("other lead").post(&theirs, &[]).await.status, StatusCode::NOT_FOUND);
    let by_secretariat = format!("/secretariat/invitations/{}/withdraw", trial.world.invitation.0);
    assert_eq!(trial.browser("secretariat").post(&by_secretariat, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_bad_invitation_is_refused_and_its_words_are_kept() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let answer = lead.post(&invitations(&trial), &[("name", "Ada King"), ("email", "ada"), ("role", "")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("There is a problem") && answer.body.contains(r#"value="Ada King""#));
    assert!(answer.body.contains("Select a role"));
    let already = [("name", "C"), ("email", "contributor@assay.example"), ("role", "lead")];
    assert!(lead.post(&invitations(&trial), &already).await.body.contains("already a member"));
    assert!(queued_emails(&trial).await.is_empty());
}

#[tokio::test]
async fn only_the_secretariat_lets_the_last_lead_go() {
    let trial = Trial::new().await;
    let lead = trial.world.persona("lead").person.unwrap();
    let (leave, role) = (format!("{}/{lead}/leave", people(&trial)), format!("{}/{lead}/role", people(&trial)));
    for (path, fields) in [(&leave, vec![]), (&role, vec![("role", "contributor")])] {
        let answer = trial.browser("lead").post(path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("is the only institutional lead"));
    }
    let mut secretariat = trial.browser("secretariat");
    assert_eq!(secretariat.post(&leave, &[]).await.location(), people(&trial));
    assert!(secretariat.get(&people(&trial)).await.body.contains("An institutional lead is needed to sign and submit"));
    assert_eq!(trial.browser("lead").get(&people(&trial)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_contributor_becomes_a_lead_and_then_the_first_may_leave() {
    let trial = Trial::new().await;
    let id = |name: &str| trial.world.persona(name).person.unwrap();
    let mut lead = trial.browser("lead");
    let path = format!("{}/{}/role", people(&trial), id("contributor"));
    lead.post(&path, &[("role", "lead")]).await;
    assert!(lead.get(&people(&trial)).await.body.contains("contributor Example is now an institutional lead."));
    let path = format!("{}/{}/leave", people(&trial), id("lead"));
    assert_eq!(lead.post(&path, &[]).await.location(), "/home");
    let path = format!("{}/{}/leave", people(&trial), id("other lead"));
    assert_eq!(trial.browser("contributor").post(&path, &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_secretariat_invites_its_own_and_lets_them_go() {
    let trial = Trial::new().await;
    let mut secretariat = trial.browser("secretariat");
    let fields = [("name", "B. Oard"), ("email", "b@assay.example"), ("role", "board")];
    assert_eq!(secretariat.post("/secretariat/invitations", &fields).await.location(), "/secretariat");
    assert!(secretariat.get("/secretariat").await.body.contains("B. Oard"));
    let mut invited = trial.browser("nobody");
    invited.post("/sign-in", &[("email", "b@assay.example")]).await;
    let emails = queued_emails(&trial).await;
    invited.post(&link(&emails.last().unwrap().1), &[]).await;
    assert_eq!(invited.get("/home").await.location(), "/organisations");

    let id = |name: &str| trial.world.persona(name).person.unwrap();
    let leave = |name: &str| format!("/secretariat/{}/leave", id(name));
    assert_eq!(secretariat.post(&leave("secretariat"), &[]).await.status, StatusCode::NOT_FOUND, "somebody stays");
    assert_eq!(secretariat.post(&leave("board"), &[]).await.location(), "/secretariat");
    assert_eq!(trial.browser("board").get("/secretariat").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_owner_transfers_actions_before_they_leave() {
    let trial = Trial::new().await;
    let (mut lead, home) = (trial.browser("lead"), format!("/organisations/{}", trial.world.organisation));
    let action = trial.world.actions[4].to_string();
    let named = [("name", "C. Contributor"), ("email", "contributor@assay.example"), ("action", action.as_str())];
    assert_eq!(lead.post(&format!("{home}/owners"), &named).await.status, StatusCode::SEE_OTHER);
    lead.post(&format!("{home}/owners"), &[("name", "Library")]).await;
    let person = trial.world.persona("contributor").person.unwrap();
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
