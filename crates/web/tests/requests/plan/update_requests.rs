//! Update requests: owners are asked by email and reply by link.

use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use jiff::SignedDuration;
use std::{path::Path, time::Duration};
use store::work::emails::{self, QueuedEmail};
use uuid::Uuid;
use web::work::{
    escalation,
    mailer::{self, EmailTransport},
};

/// The address of the page of update requests.
fn update_requests(server: &TestServer) -> String {
    format!("/organisations/{}/update-requests", server.world.organisation)
}

/// Takes the queued emails as the mailer does.
pub(super) async fn queued_emails(server: &TestServer) -> Vec<QueuedEmail> {
    let mut tx = server.app.db.write().await.unwrap();
    let emails = emails::claim(&mut tx, &testing::program(), emails::Priority::All, 10, server.now()).await.unwrap();
    for message in &emails {
        emails::sent(&mut tx, &testing::program(), message.id, server.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    emails
}

/// The paths of the links in an email.
pub(super) fn links(message: &str) -> Vec<String> {
    let lines = message.lines().filter_map(|line| line.strip_prefix("http://assay.test"));
    lines.map(ToOwned::to_owned).collect()
}

/// Requests updates as the lead from the owner of two actions of the current plan, and returns the paths in the email.
pub(super) async fn request_updates(server: &TestServer) -> (Browser, Vec<String>) {
    let mut lead = server.browser("lead");
    let plan = server.world.assessments[4].1;
    let fields = [("text", "Oil the door"), ("themes", "light"), ("timescale", "By March 2029")];
    let added = lead.post(&format!("/plans/{plan}/actions"), &fields).await;
    let action = added.location().split_once("#a-").unwrap().1.to_owned();
    let owner = server.world.owner.to_string();
    lead.post(&format!("/actions/{action}/owner"), &[("owner", &owner)]).await;
    assert_eq!(lead.post(&update_requests(server), &[]).await.location(), update_requests(server));
    let emails = queued_emails(server).await;
    let [message] = &emails[..] else { panic!("{} emails for one owner", emails.len()) };
    assert_eq!(message.recipient, "harbour@northmoor.example");
    assert_eq!(message.subject, "Update requested: 2 actions – Northmoor University");
    (lead, links(&message.body))
}

/// A visitor without a session.
fn phone(server: &TestServer) -> Browser {
    server.browser("nobody")
}

async fn count(server: &TestServer, table: &'static str) -> i64 {
    let mut tx = server.app.db.read().await.unwrap();
    let sql = match table {
        "progress" => "select cast(count(*) as bigint) from progress_update",
        "event" => "select cast(count(*) as bigint) from event",
        _ => "select cast(count(*) as bigint) from update_request where replied_at is not null",
    };
    let (number,): (i64,) = tx.query(sql).one().await.unwrap();
    number
}

#[tokio::test]
async fn an_owner_replies_from_the_email_and_sees_the_other_requests() {
    let server = TestServer::new().await;
    let (mut lead, links) = request_updates(&server).await;
    assert_eq!(links.len(), 3, "one for each action and one for all: {links:?}");
    let mut owner = phone(&server);
    let before = (server.app.db.queries(), count(&server, "event").await);
    let page = owner.get(&links[0]).await;
    assert!(server.app.db.queries() - before.0 <= 6);
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("<h1>Update an action</h1>") && page.body.contains("You are replying as Harbour master")
    );
    // Email scanners open every link, which must change nothing.
    for link in &links {
        owner.get(link).await;
    }
    assert_eq!((count(&server, "event").await, count(&server, "answered").await), (before.1, 0));

    let wrong = [("rating", "red"), ("explanation", " "), ("address", "http://northmoor.example/lamp")];
    let refused = owner.post(&links[0], &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#explanation\"") && refused.body.contains("href=\"#address\""));
    assert!(refused.body.contains("value=\"http://northmoor.example/lamp\""), "the form keeps it");
    assert!(refused.body.contains("value=\"red\" checked"));

    let fields = [("rating", "amber"), ("explanation", "Half of it"), ("address", "https://northmoor.example/lamp")];
    assert_eq!(owner.post(&links[0], &fields).await.location(), links[0]);
    assert_eq!(owner.post(&links[0], &fields).await.location(), links[0]);
    assert_eq!(count(&server, "progress").await, 1, "the same update sent twice is saved once");
    let thanks = owner.get(&links[0]).await;
    assert!(thanks.body.contains("Thank you. Your update has been saved"));
    assert!(thanks.body.contains("1 more update requested") && thanks.body.contains(&links[1]));
    let later = [("rating", "green"), ("explanation", "All of it")];
    owner.post(&links[0], &later).await;
    let all = owner.get(&links[2]).await;
    assert!(all.body.contains("1 action needs an update"));

    let page = lead.get(&format!("/actions/{}", server.world.actions[4])).await;
    assert!(page.body.contains("Harbour master (action owner) sent a progress update on"), "{}", page.body);
    assert!(!page.body.contains("Harbour master (action owner) rated"), "it awaits approval");
    assert!(page.body.contains("href=\"https://northmoor.example/lamp\""));
    let before = server.app.db.queries();
    let page = lead.get(&update_requests(&server)).await;
    assert!(server.app.db.queries() - before <= 8);
    assert!(page.body.contains("1 of 2 updates is awaiting reply") && page.body.contains("All of it"));
}

#[tokio::test]
async fn an_owners_link_gives_no_other_access_and_expires() {
    let server = TestServer::new().await;
    let (mut lead, links) = request_updates(&server).await;
    let mut owner = phone(&server);
    for path in [
        update_requests(&server),
        format!("/actions/{}", server.world.actions[4]),
        format!("/actions/{}/progress", server.world.actions[4]),
    ] {
        let response = owner.get(&path).await;
        assert!(response.location().starts_with("/sign-in"), "{path}");
    }
    let (base, request) = links[0].rsplit_once('/').unwrap();
    let other = format!("{base}/{}", Uuid::new_v4());
    assert_eq!(owner.get(&other).await.status, StatusCode::GONE);
    let unknown = format!("/updates/{}/{request}", store::core::secrets::new());
    assert_eq!(owner.get(&unknown).await.status, StatusCode::GONE);
    // The page of a cancelled request says so, and shows the text again.
    lead.post(&format!("{}/{request}/cancel", update_requests(&server)), &[]).await;
    assert!(owner.get(&links[0]).await.body.contains("Update no longer needed"));
    let late = owner.post(&links[0], &[("rating", "amber"), ("explanation", "Half of it")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Your text, which has not been sent: Half of it"));
    assert_eq!(count(&server, "progress").await, 0);
    server.app.clock.advance(SignedDuration::from_hours(61 * 24));
    let gone = owner.get(&links[1]).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.body.contains("Ask the sender for a new one"));
}

#[tokio::test]
async fn only_owners_who_have_not_replied_are_reminded_at_most_once_a_day() {
    let server = TestServer::new().await;
    let (mut lead, links) = request_updates(&server).await;
    let remind = format!("{}/remind", update_requests(&server));
    lead.post(&remind, &[]).await;
    assert!(queued_emails(&server).await.is_empty());
    let page = lead.get(&update_requests(&server)).await;
    assert!(page.body.contains("Reminders are limited to 1 a day"), "{}", page.body);
    phone(&server).post(&links[0], &[("rating", "green"), ("explanation", "")]).await;
    server.app.clock.advance(SignedDuration::from_hours(11));
    let mut lead = server.browser("lead");
    server.app.clock.advance(SignedDuration::from_hours(10));
    // A session expires after 12 hours without use.
    let page = lead.get(&update_requests(&server)).await;
    if page.status == StatusCode::OK {
        assert!(page.body.contains("Send reminder"));
    }
    assert_one_reminder(&server).await;
}

/// Checks in the store that one reminder can be sent a day later, for the awaited update only.
async fn assert_one_reminder(server: &TestServer) {
    use model::core::permit::{AtOrganisation, Permit, RequestUpdates};
    let operator = testing::operator();
    let may: Permit<RequestUpdates> =
        Permit::ask(&operator, AtOrganisation { organisation: server.world.organisation }).unwrap();
    let mut tx = server.app.db.read().await.unwrap();
    let tomorrow = server.now() + SignedDuration::from_hours(24);
    let awaited_owners = store::plan::update_requests::awaited_owners(&mut tx, &may, None, tomorrow).await.unwrap();
    assert_eq!(awaited_owners.iter().map(|owner| owner.awaited.len()).collect::<Vec<_>>(), [1]);
    assert_eq!(awaited_owners[0].awaited[0].details.text, "Oil the door");
    assert!(awaited_owners[0].awaited[0].is_reminder);
}

#[tokio::test]
async fn leads_are_notified_once_when_an_owner_does_not_reply() {
    let server = TestServer::new().await;
    let (mut lead, _) = request_updates(&server).await;
    let escalation_days = format!("{}/escalation", update_requests(&server));
    let wrong = lead.post(&escalation_days, &[("days", "soon")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"soon\""));
    assert_eq!(lead.post(&escalation_days, &[("days", "10")]).await.location(), update_requests(&server));
    for (days, emails) in [(9, 0), (11, 1), (30, 0)] {
        let mut tx = server.app.db.write().await.unwrap();
        let then = server.now() + SignedDuration::from_hours(24 * days);
        let here = server.world.organisation;
        let written = escalation::escalate(&mut tx, &server.app, here, then).await.unwrap();
        assert_eq!(written, emails, "after {days} days");
        tx.commit().await.unwrap();
    }
    let emails = queued_emails(&server).await;
    assert_eq!(emails.iter().map(|message| message.recipient.as_str()).collect::<Vec<_>>(), ["lead@assay.example"]);
    assert!(
        emails[0].body.contains("- Harbour master: Oil the door, requested on")
            && emails[0].body.contains("Oil the door")
    );
}

#[tokio::test]
async fn an_email_that_cannot_be_delivered_is_shown_to_the_lead() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let requested = lead.post(&format!("/actions/{}/update-request", server.world.actions[4]), &[]).await;
    assert_eq!(requested.status, StatusCode::SEE_OTHER);
    let mut tx = server.app.db.write().await.unwrap();
    let message = emails::claim(&mut tx, &testing::program(), emails::Priority::All, 10, server.now())
        .await
        .unwrap()
        .pop()
        .unwrap();
    emails::give_up(&mut tx, &testing::program(), message.id, "550 no such mailbox", server.now()).await.unwrap();
    tx.commit().await.unwrap();
    let page = lead.get(&update_requests(&server)).await;
    assert!(page.body.contains("not delivered: 550 no such mailbox"), "{}", page.body);
    assert!(page.body.contains("1 email could not be delivered. Check the address."));
    let page = lead.get(&format!("/actions/{}", server.world.actions[4])).await;
    assert!(page.body.contains("requested an update on"));
    let mut contributor = server.browser("contributor");
    let page = contributor.get(&update_requests(&server)).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("Request updates from all owners"));
}

#[tokio::test]
async fn the_email_reaches_a_real_server_and_its_link_works() {
    let (Ok(smtp), Ok(maildir)) = (std::env::var("TEST_SMTP"), std::env::var("TEST_SMTP_MAIL")) else {
        eprintln!("skipped: TEST_SMTP names no email server");
        return;
    };
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let address = format!("harbour-{}@northmoor.example", Uuid::new_v4());
    let owner = format!("/organisations/{}/owners/{}", server.world.organisation, server.world.owner);
    lead.post(&owner, &[("name", "Harbour master"), ("email", &address), ("revision", "1")]).await;
    lead.post(&update_requests(&server), &[]).await;
    let post = EmailTransport::smtp(&format!("smtp://{smtp}"), "Assay <assay@assay.example>").unwrap();
    assert_eq!(mailer::deliver(&server.app, &post).await.unwrap(), 1);
    let mut arrived = None;
    for _ in 0..50 {
        let files = std::fs::read_dir(Path::new(&maildir).join("new")).unwrap();
        let mut texts = files.filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
        arrived = texts.find(|text| text.contains(&address));
        if arrived.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let message = unfolded(&arrived.expect("the email arrived"));
    let links = links(&message);
    let response = phone(&server).post(&links[0], &[("rating", "amber"), ("explanation", "Half of it")]).await;
    assert_eq!(response.location(), links[0]);
    assert!(lead.get(&update_requests(&server)).await.body.contains("The update has been received"));
}

/// An email without the soft line breaks of quoted-printable.
fn unfolded(text: &str) -> String {
    text.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=").replace('\r', "")
}
