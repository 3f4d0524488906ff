//! Sending: once, by hand or by the nightly program, with one email to each person and no name of a reviewer.

use super::{
    allocation::hidden,
    moderation::{agreed, approve, here, run_jobs},
    rounds::open,
};
use crate::support::TestServer;
use axum::http::StatusCode;
use jiff::SignedDuration;
use model::core::dates::day;
use store::core::values::Day;
use web::work::jobs;

/// The recipients of emails with a subject that begins like this, and their texts.
async fn emails(server: &TestServer, subject: &str) -> Vec<(String, String)> {
    let mut tx = server.app.db.read().await.unwrap();
    let all: Vec<(String, String, String)> =
        tx.query("select recipient, subject, body from email order by recipient, created_at").all().await.unwrap();
    let of = all.into_iter().filter(|(_, words, _)| words.starts_with(subject));
    of.map(|(to, words, body)| (to, format!("{words}\n{body}"))).collect()
}

/// Moves the last days of the steps of the open round so that the last of them is in `days`.
async fn send_in(server: &TestServer, days: i64) {
    let mut tx = server.app.db.write().await.unwrap();
    let columns = [
        "first_on",
        "due_on",
        "recruit_on",
        "train_on",
        "allocate_on",
        "read_on",
        "agree_on",
        "moderate_on",
        "send_on",
    ];
    for (column, before) in columns.into_iter().zip([30, 20, 19, 18, 17, 16, 15, 14, 0]) {
        let on = day(server.now()).saturating_add(jiff::Span::new().days(days - before));
        let sql = format!("update round set {column} = $1 where name = 'Open round'");
        tx.query(sql.leak()).bind(Day(on)).run().await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn night(server: &TestServer) {
    jobs::plan(&server.app, server.now()).await.unwrap();
    run_jobs(server).await;
}

#[tokio::test]
async fn approved_feedback_is_sent_once_and_each_lead_is_told_once() {
    let (server, ..) = agreed().await;
    let (mut browser, sending) = (server.browser("secretariat"), format!("{}/sending", open(&server)));
    let page = browser.get(&sending).await;
    assert!(page.body.contains("Approved: 0. Not approved: 1. Sent: 0."), "{}", page.body);
    assert!(page.body.contains("Moderators") && !page.body.contains("Send feedback now"), "{}", page.body);
    let nothing = browser.post(&sending, &[("list", "")]).await;
    assert_eq!(nothing.status, StatusCode::SEE_OTHER);
    approve(&server).await;
    let stale = browser.post(&sending, &[("list", "0")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("Read it again before you send it"), "{}", stale.body);
    let own = format!("/assessments/{}/feedback", server.world.assessments[4].0);
    assert_eq!(server.browser("lead").get(&own).await.status, StatusCode::NOT_FOUND, "nothing is sent");
    let page = browser.get(&sending).await;
    assert!(page.body.contains("Send feedback now") && page.body.contains("cannot be changed"), "{}", page.body);
    for _ in 0..2 {
        let list = [("list", hidden(&page.body, "list"))];
        assert_eq!(browser.post(&sending, &list).await.status, StatusCode::SEE_OTHER);
    }
    run_jobs(&server).await;
    let leads = emails(&server, "Peer review feedback: Northmoor University").await;
    assert_eq!(leads.len(), 1, "{leads:?}");
    assert!(leads[0].0 == "lead@assay.example" && leads[0].1.contains(&own), "{leads:?}");
    for name in ["other lead Example", "Colleague Example", "secretariat Example", "Eastfell", "Open round", "panel"] {
        assert!(!leads[0].1.contains(name), "{name}: {}", leads[0].1);
    }
    let others = emails(&server, "Feedback sent").await;
    let to: Vec<&str> = others.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["colleague@assay.example", "other-lead@assay.example", "secretariat@assay.example"]);
    // Each is a job of its own, and what queues them can be done again.
    let mut tx = server.app.db.write().await.unwrap();
    let count = "select cast(count(*) as bigint) from job where kind = 'sent-feedback-email' and done_at is not null";
    let (jobs,): (i64,) = tx.query(count).one().await.unwrap();
    assert_eq!(jobs, 4);
    tx.query("update job set done_at = null, attempts = 0, due_at = created_at where kind = 'sent-feedback'")
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    run_jobs(&server).await;
    assert_eq!(emails(&server, "Peer review feedback:").await.len() + emails(&server, "Feedback sent").await.len(), 4);
    let round = browser.get(&open(&server)).await;
    assert!(round.body.contains("Finished: feedback is sent."), "{}", round.body);
    let withdrawn = browser.post(&format!("{}/approval/withdrawal", here(&server)), &[]).await;
    assert_eq!(withdrawn.status, StatusCode::FORBIDDEN, "what is sent stays sent");
}

#[tokio::test]
async fn one_email_that_cannot_be_written_stops_no_other() {
    let (server, ..) = agreed().await;
    approve(&server).await;
    let mut browser = server.browser("secretariat");
    let sending = format!("{}/sending", open(&server));
    let page = browser.get(&sending).await;
    browser.post(&sending, &[("list", hidden(&page.body, "list"))]).await;
    // One that nobody can understand comes first.
    let mut tx = server.app.db.write().await.unwrap();
    tx.query(
        "insert into job (kind, key, id, due_at, created_at)
         select 'sent-feedback-email', 'lead/x/y', $1, due_at, created_at from job where kind = 'sent-feedback'",
    )
    .bind(uuid::Uuid::from_u128(1))
    .run()
    .await
    .unwrap();
    tx.commit().await.unwrap();
    run_jobs(&server).await;
    assert_eq!(emails(&server, "Peer review feedback:").await.len(), 1);
    assert_eq!(emails(&server, "Feedback sent").await.len(), 3);
}

#[tokio::test]
async fn only_the_secretariat_sends() {
    let (server, mut member, _) = agreed().await;
    approve(&server).await;
    let sending = format!("{}/sending", open(&server));
    let mut board = server.browser("board");
    let page = board.get(&sending).await;
    assert!(page.status == StatusCode::OK && !page.body.contains("Send feedback now"), "{}", page.body);
    assert_eq!(board.post(&sending, &[("list", "")]).await.status, StatusCode::FORBIDDEN);
    for mut browser in [server.browser("lead"), server.browser("other lead"), member.clone()] {
        assert_eq!(browser.get(&sending).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post(&sending, &[("list", "")]).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(member.get(&here(&server)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_nightly_program_sends_what_is_approved_on_its_day_and_not_before() {
    let (server, ..) = agreed().await;
    approve(&server).await;
    send_in(&server, 1).await;
    night(&server).await;
    assert!(emails(&server, "Peer review feedback:").await.is_empty());
    server.app.clock.advance(SignedDuration::from_hours(24));
    night(&server).await;
    assert_eq!(emails(&server, "Peer review feedback:").await.len(), 1);
    server.app.clock.advance(SignedDuration::from_hours(24));
    night(&server).await;
    assert_eq!(emails(&server, "Peer review feedback:").await.len(), 1, "once");
    assert!(emails(&server, "Feedback overdue").await.is_empty());
}

#[tokio::test]
async fn moderators_hear_before_it_is_late_and_the_board_when_it_is_overdue() {
    let (server, ..) = agreed().await;
    // Moderating ends in four days, and sending in eighteen.
    send_in(&server, 18).await;
    night(&server).await;
    let near = emails(&server, "Moderate feedback by").await;
    let to: Vec<&str> = near.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["board@assay.example", "secretariat@assay.example"]);
    for _ in 0..19 {
        server.app.clock.advance(SignedDuration::from_hours(24));
        night(&server).await;
    }
    let overdue = emails(&server, "Feedback overdue since").await;
    assert!(overdue.len() == 1 && overdue[0].0 == "board@assay.example", "{overdue:?}");
    assert!(!overdue[0].1.contains("Northmoor"), "no organisation is named: {}", overdue[0].1);
    assert_eq!(emails(&server, "Moderate feedback by").await.len(), 2, "once each");
    let mut board = server.browser_in_new_session("board").await;
    assert!(board.get(&open(&server)).await.body.contains("Overdue: feedback was due by"));
    assert!(board.get("/organisations").await.body.contains("Whose turn: moderators."));
}
