//! Update requests: owners are asked by email and reply by link.

use crate::support::{Answer, Browser, Trial};
use axum::http::StatusCode;
use jiff::SignedDuration;
use std::{path::Path, time::Duration};
use store::work::emails::{self, QueuedEmail};
use uuid::Uuid;
use web::work::{
    escalation,
    mailer::{self, Post},
};

fn asks(trial: &Trial) -> String {
    format!("/organisations/{}/update-requests", trial.world.organisation)
}

/// The emails that wait, as if they were sent.
async fn sent(trial: &Trial) -> Vec<QueuedEmail> {
    let mut tx = trial.app.db.write().await.unwrap();
    let emails = emails::claim(&mut tx, &testing::program(), emails::Turn::All, 10, trial.now()).await.unwrap();
    for message in &emails {
        emails::sent(&mut tx, &testing::program(), message.id, trial.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    emails
}

/// The paths of the links in an email.
fn links(message: &str) -> Vec<String> {
    let lines = message.lines().filter_map(|line| line.strip_prefix("http://assay.test"));
    lines.map(ToOwned::to_owned).collect()
}

/// The lead requests updates from the owner of two actions of the plan in force; the paths in their email.
async fn asked(trial: &Trial) -> (Browser, Vec<String>) {
    let mut lead = trial.browser("lead");
    let plan = trial.world.assessments[4].1;
    let fields = [("text", "Oil the door"), ("themes", "light"), ("timescale", "By March 2029")];
    let added = lead.post(&format!("/plans/{plan}/actions"), &fields).await;
    let action = added.location().split_once("#a-").unwrap().1.to_owned();
    let owner = trial.world.owner.to_string();
    lead.post(&format!("/actions/{action}/owner"), &[("owner", &owner)]).await;
    assert_eq!(lead.post(&asks(trial), &[]).await.location(), asks(trial));
    let emails = sent(trial).await;
    let [message] = &emails[..] else { panic!("one email for all their actions: {}", emails.len()) };
    assert_eq!(message.recipient, "harbour@northmoor.example");
    assert_eq!(message.subject, "Update requested: 2 actions – Northmoor University");
    (lead, links(&message.body))
}

/// A visitor without a session.
fn phone(trial: &Trial) -> Browser {
    trial.browser("nobody")
}

async fn count(trial: &Trial, table: &'static str) -> i64 {
    let mut tx = trial.app.db.read().await.unwrap();
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
    let trial = Trial::new().await;
    let (mut lead, links) = asked(&trial).await;
    assert_eq!(links.len(), 3, "one for each, and one for all: {links:?}");
    let mut owner = phone(&trial);
    let before = (trial.app.db.queries(), count(&trial, "event").await);
    let page = owner.get(&links[0]).await;
    assert!(trial.app.db.queries() - before.0 <= 6);
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("<h1>Update an action</h1>") && page.body.contains("You are replying as Harbour master")
    );
    // A scanner of mail follows every link, and nothing happens.
    for link in &links {
        owner.get(link).await;
    }
    assert_eq!((count(&trial, "event").await, count(&trial, "answered").await), (before.1, 0));

    let wrong = [("rating", "red"), ("explanation", " "), ("address", "http://northmoor.example/lamp")];
    let refused = owner.post(&links[0], &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#explanation\"") && refused.body.contains("href=\"#address\""));
    assert!(refused.body.contains("value=\"http://northmoor.example/lamp\""), "what was typed stays");
    assert!(refused.body.contains("value=\"red\" checked"));

    let fields = [("rating", "amber"), ("explanation", "Half of it"), ("address", "https://northmoor.example/lamp")];
    assert_eq!(owner.post(&links[0], &fields).await.location(), links[0]);
    assert_eq!(owner.post(&links[0], &fields).await.location(), links[0]);
    assert_eq!(count(&trial, "progress").await, 1, "who presses twice has said it once");
    let thanks = owner.get(&links[0]).await;
    assert!(thanks.body.contains("Thank you. Your update has been saved"));
    assert!(thanks.body.contains("1 more update requested") && thanks.body.contains(&links[1]));
    let better = [("rating", "green"), ("explanation", "All of it")];
    owner.post(&links[0], &better).await;
    let all = owner.get(&links[2]).await;
    assert!(all.body.contains("1 action needs an update"));

    let page = lead.get(&format!("/actions/{}", trial.world.actions[4])).await;
    assert!(page.body.contains("Harbour master (action owner) rated"), "{}", page.body);
    assert!(page.body.contains("href=\"https://northmoor.example/lamp\""));
    let before = trial.app.db.queries();
    let page = lead.get(&asks(&trial)).await;
    assert!(trial.app.db.queries() - before <= 8);
    assert!(page.body.contains("1 of 2 updates is awaiting reply") && page.body.contains("All of it"));
}

#[tokio::test]
async fn a_link_may_do_nothing_else_and_ends() {
    let trial = Trial::new().await;
    let (mut lead, links) = asked(&trial).await;
    let mut owner = phone(&trial);
    for path in [
        asks(&trial),
        format!("/actions/{}", trial.world.actions[4]),
        format!("/actions/{}/progress", trial.world.actions[4]),
    ] {
        let answer = owner.get(&path).await;
        assert!(answer.location().starts_with("/sign-in"), "{path}");
    }
    let (base, ask) = links[0].rsplit_once('/').unwrap();
    let other = format!("{base}/{}", Uuid::new_v4());
    assert_eq!(owner.get(&other).await.status, StatusCode::GONE);
    assert_eq!(owner.get(&format!("/updates/{}/{ask}", store::core::secrets::new())).await.status, StatusCode::GONE);
    // Cancelled: the page says so, and gives back what was typed.
    lead.post(&format!("{}/{ask}/cancel", asks(&trial)), &[]).await;
    assert!(owner.get(&links[0]).await.body.contains("Update no longer needed"));
    let late = owner.post(&links[0], &[("rating", "amber"), ("explanation", "Half of it")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Your text, which has not been sent: Half of it"));
    assert_eq!(count(&trial, "progress").await, 0);
    trial.app.clock.pass(SignedDuration::from_hours(61 * 24));
    let gone = owner.get(&links[1]).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.body.contains("Ask the sender for a new one"));
}

#[tokio::test]
async fn those_who_owe_are_chased_and_only_those_and_not_twice_a_day() {
    let trial = Trial::new().await;
    let (mut lead, links) = asked(&trial).await;
    let remind = format!("{}/remind", asks(&trial));
    lead.post(&remind, &[]).await;
    assert!(sent(&trial).await.is_empty());
    let page = lead.get(&asks(&trial)).await;
    assert!(page.body.contains("Reminders are limited to 1 a day"), "{}", page.body);
    phone(&trial).post(&links[0], &[("rating", "green"), ("explanation", "")]).await;
    trial.app.clock.pass(SignedDuration::from_hours(11));
    let mut lead = trial.browser("lead");
    trial.app.clock.pass(SignedDuration::from_hours(10));
    // A session ends after twelve hours; the world's lead is let in again by using it between.
    let page = lead.get(&asks(&trial)).await;
    if page.status == StatusCode::OK {
        assert!(page.body.contains("Send reminder"));
    }
    again(&trial).await;
}

/// A day later, by the store alone: one email, about the awaited update and nothing else.
async fn again(trial: &Trial) {
    use model::core::permit::{AtOrganisation, Permit, RequestUpdates};
    let operator = testing::operator();
    let may: Permit<RequestUpdates> =
        Permit::ask(&operator, AtOrganisation { organisation: trial.world.organisation }).unwrap();
    let mut tx = trial.app.db.read().await.unwrap();
    let tomorrow = trial.now() + SignedDuration::from_hours(24);
    let awaited_owners = store::plan::update_requests::awaited_owners(&mut tx, &may, None, tomorrow).await.unwrap();
    assert_eq!(awaited_owners.iter().map(|awaited_owner| awaited_owner.awaited.len()).collect::<Vec<_>>(), [1]);
    assert_eq!(awaited_owners[0].awaited[0].details.text, "Oil the door");
    assert!(awaited_owners[0].awaited[0].is_reminder);
}

#[tokio::test]
async fn leads_are_told_once_when_an_owner_is_silent() {
    let trial = Trial::new().await;
    let (mut lead, _) = asked(&trial).await;
    let escalation_days = format!("{}/escalation", asks(&trial));
    let wrong = lead.post(&escalation_days, &[("days", "soon")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"soon\""));
    assert_eq!(lead.post(&escalation_days, &[("days", "10")]).await.location(), asks(&trial));
    for (days, emails) in [(9, 0), (11, 1), (30, 0)] {
        let mut tx = trial.app.db.write().await.unwrap();
        let then = trial.now() + SignedDuration::from_hours(24 * days);
        assert_eq!(escalation::escalate(&mut tx, &trial.app, then).await.unwrap(), emails, "after {days} days");
        tx.commit().await.unwrap();
    }
    let emails = sent(&trial).await;
    assert_eq!(emails.iter().map(|message| message.recipient.as_str()).collect::<Vec<_>>(), ["lead@assay.example"]);
    assert!(
        emails[0].body.contains("- Harbour master: Oil the door, requested on")
            && emails[0].body.contains("Oil the door")
    );
}

#[tokio::test]
async fn an_email_that_cannot_be_delivered_is_shown_to_the_lead() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let asked: Answer = lead.post(&format!("/actions/{}/update-request", trial.world.actions[4]), &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let mut tx = trial.app.db.write().await.unwrap();
    let message =
        emails::claim(&mut tx, &testing::program(), emails::Turn::All, 10, trial.now()).await.unwrap().pop().unwrap();
    emails::give_up(&mut tx, &testing::program(), message.id, "550 no such mailbox", trial.now()).await.unwrap();
    tx.commit().await.unwrap();
    let page = lead.get(&asks(&trial)).await;
    assert!(page.body.contains("not delivered: 550 no such mailbox"), "{}", page.body);
    assert!(page.body.contains("1 email could not be delivered. Check the address."));
    let page = lead.get(&format!("/actions/{}", trial.world.actions[4])).await;
    assert!(page.body.contains("requested an update on"));
    let mut contributor = trial.browser("contributor");
    let page = contributor.get(&asks(&trial)).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("Request updates from all owners"));
}

#[tokio::test]
async fn the_email_reaches_a_real_server_and_its_link_works() {
    let (Ok(server), Ok(maildir)) = (std::env::var("TEST_SMTP"), std::env::var("TEST_SMTP_MAIL")) else {
        eprintln!("skipped: TEST_SMTP names no server of mail");
        return;
    };
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let mark = format!("harbour-{}@northmoor.example", Uuid::new_v4());
    let owner = format!("/organisations/{}/owners/{}", trial.world.organisation, trial.world.owner);
    lead.post(&owner, &[("name", "Harbour master"), ("email", &mark), ("revision", "1")]).await;
    lead.post(&asks(&trial), &[]).await;
    let post = Post::smtp(&format!("smtp://{server}"), "Assay <assay@assay.example>").unwrap();
    assert_eq!(mailer::deliver(&trial.app, &post).await.unwrap(), 1);
    let mut arrived = None;
    for _ in 0..50 {
        let files = std::fs::read_dir(Path::new(&maildir).join("new")).unwrap();
        let mut texts = files.filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
        arrived = texts.find(|text| text.contains(&mark));
        if arrived.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let message = unfolded(&arrived.expect("the email arrived"));
    let found = links(&message);
    let answer = phone(&trial).post(&found[0], &[("rating", "amber"), ("explanation", "Half of it")]).await;
    assert_eq!(answer.location(), found[0]);
    assert!(lead.get(&asks(&trial)).await.body.contains("The update has been received"));
}

/// An email without the soft line breaks of quoted-printable.
fn unfolded(text: &str) -> String {
    text.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=").replace('\r', "")
}
