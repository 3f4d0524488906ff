//! The emails of rounds, by the nightly jobs.

use super::reviewing::volunteer;
use crate::support::TestServer;
use jiff::SignedDuration;
use web::work::jobs::{self, Lane};

/// Runs the jobs of some nights, and returns the emails about rounds: each recipient and subject.
async fn nights(server: &TestServer, number: usize) -> Vec<(String, String)> {
    for _ in 0..number {
        jobs::plan(&server.app, server.now()).await.unwrap();
        while jobs::run(&server.app, Lane::Database).await.unwrap() > 0 {}
        server.app.clock.advance(SignedDuration::from_hours(24));
    }
    let mut tx = server.app.db.read().await.unwrap();
    tx.query("select recipient, subject from email where subject like '%Open round%' order by created_at, id")
        .all()
        .await
        .unwrap()
}

/// Moves the open round so that recruiting ends in 20 days.
async fn later(server: &TestServer) {
    let mut tx = server.app.db.write().await.unwrap();
    for (column, days) in [
        ("recruit_on", 20),
        ("train_on", 40),
        ("due_on", 45),
        ("allocate_on", 60),
        ("read_on", 90),
        ("agree_on", 100),
        ("moderate_on", 110),
        ("send_on", 120),
    ] {
        let on = model::core::dates::day(server.now()).saturating_add(jiff::Span::new().days(days));
        let sql = format!("update round set {column} = $1 where name = 'Open round'");
        tx.query(sql.leak()).bind(store::core::values::Day(on)).run().await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn to<'e>(emails: &'e [(String, String)], recipient: &str) -> Vec<&'e str> {
    emails.iter().filter(|(to, _)| to == recipient).map(|(_, subject)| subject.as_str()).collect()
}

#[tokio::test]
async fn a_reviewer_is_asked_and_reminded_once_and_then_about_the_training() {
    let server = TestServer::new().await;
    later(&server).await;
    volunteer(&server, "lead", "lead").await;
    let mut contributor = volunteer(&server, "contributor", "technician").await;
    let answer = format!("/peer-review/reviewer/availability/{}", server.world.rounds[0]);
    contributor.post(&answer, &[("availability", "2")]).await;
    let emails = nights(&server, 3).await;
    assert_eq!(to(&emails, "lead@assay.example").len(), 1, "{emails:?}");
    assert!(to(&emails, "lead@assay.example")[0].starts_with("How many submissions can you review"));
    assert!(to(&emails, "contributor@assay.example").is_empty() && to(&emails, "secretariat@assay.example").is_empty());
    let emails = nights(&server, 18).await;
    let lead = to(&emails, "lead@assay.example");
    assert!(lead.len() == 2 && lead[1].starts_with("Answer by"), "{emails:?}");
    let secretariat = to(&emails, "secretariat@assay.example");
    assert!(secretariat.len() == 1 && secretariat[0].starts_with("Recruit reviewers by"), "{emails:?}");
    let emails = nights(&server, 25).await;
    let contributor = to(&emails, "contributor@assay.example");
    assert!(contributor.len() == 2, "when the training begins, and before it ends: {emails:?}");
    assert!(contributor.iter().all(|subject| subject.starts_with("Complete the training")), "{emails:?}");
    assert_eq!(to(&emails, "lead@assay.example").len(), 2, "who has not answered does not take submissions");
    let emails = nights(&server, 25).await;
    let late = to(&emails, "secretariat@assay.example");
    assert!(late.iter().any(|subject| subject.starts_with("Late since")), "{emails:?}");
    assert_eq!(late.len(), 3, "{emails:?}");
}

#[tokio::test]
async fn who_stopped_reminders_gets_none_and_each_has_a_link_to_stop_them() {
    let server = TestServer::new().await;
    later(&server).await;
    volunteer(&server, "lead", "lead").await;
    volunteer(&server, "contributor", "technician").await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("insert into unsubscribed (email, since) values ('contributor@assay.example', $1)")
        .bind(store::core::values::At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let emails = nights(&server, 2).await;
    assert!(to(&emails, "contributor@assay.example").is_empty(), "{emails:?}");
    let mut tx = server.app.db.read().await.unwrap();
    let (body, organisation, unsubscribe): (String, Option<uuid::Uuid>, Option<String>) = tx
        .query("select body, organisation_id, unsubscribe from email where recipient = 'lead@assay.example' and subject like '%Open round%'")
        .one()
        .await
        .unwrap();
    assert!(body.contains("/unsubscribe/") && unsubscribe.is_some(), "{body}");
    assert_eq!(organisation, None, "the leads of their organisation do not learn of it");
}

#[tokio::test]
async fn a_member_of_a_panel_is_reminded_once_of_each_thing_that_they_have_not_done() {
    let server = TestServer::with_panel().await;
    later(&server).await;
    let base = super::workbench::base(&server);
    let emails = nights(&server, 82).await;
    assert_eq!(to(&emails, "other-lead@assay.example"), [""; 0], "the last day to read is not near: {emails:?}");
    let emails = nights(&server, 12).await;
    let subjects = to(&emails, "other-lead@assay.example");
    assert!(subjects.len() == 2 && subjects[0].starts_with("Complete your reviews by"), "{emails:?}");
    assert!(subjects[1].starts_with("Your reviews were due by"), "{emails:?}");
    let person = server.world.persona("other lead").person.unwrap();
    let mut member = super::allocation::sign_in(&server, person).await;
    super::workbench::complete(&mut member, &base, "Bright").await;
    let emails = nights(&server, 12).await;
    let subjects = to(&emails, "other-lead@assay.example");
    assert!(subjects.len() == 4 && subjects[2].starts_with("Agree on feedback by"), "{emails:?}");
    assert!(subjects[3].starts_with("Feedback was due by"), "{emails:?}");
}
