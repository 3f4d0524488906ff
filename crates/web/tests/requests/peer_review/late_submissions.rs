//! Submissions that came after the last day of a round.

use super::rounds::open;
use crate::support::TestServer;
use axum::http::StatusCode;
use jiff::ToSpan as _;
use model::core::dates::day;
use store::core::values::Day;

/// A server whose open round ended its days of submission before the submission of the world.
async fn after_the_last_day() -> TestServer {
    let server = TestServer::new().await;
    let due = day(server.now()).saturating_sub(1.day());
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update round set due_on = $1 where name = 'Open round'").bind(Day(due)).run().await.unwrap();
    tx.query("update assessment set submitted_at = $1 where step = 'submitted'")
        .bind(store::core::values::At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    server
}

#[tokio::test]
async fn a_late_submission_is_accepted_with_a_reason_and_taken_out_again() {
    let server = after_the_last_day().await;
    let (mut browser, path) = (server.browser("secretariat"), format!("{}/late-submissions", open(&server)));
    let submission = server.world.assessments[4].0.to_string();
    let page = browser.get(&open(&server)).await;
    assert!(page.body.contains("Accept late submission") && page.body.contains("No submissions yet"), "{}", page.body);
    let blank = browser.post(&path, &[]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Select a submission") && blank.body.contains("Enter why this submission is accepted"));
    let half = browser.post(&path, &[("submission", ""), ("reason", "The lead left")]).await;
    assert!(half.body.contains("value=\"The lead left\""), "what was typed stays");
    let accepted = browser.post(&path, &[("submission", &submission), ("reason", "The lead left")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.body);
    let page = browser.get(&open(&server)).await;
    assert!(page.body.contains("Accepted late: The lead left") && !page.body.contains("Accept late submission"));
    let again = browser.post(&path, &[("submission", &submission), ("reason", "Again")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("cannot be added to this round any more"));
    let removed = browser.post(&format!("{path}/remove"), &[("submission", &submission)]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&open(&server)).await.body.contains("Accept late submission"));
    for unknown in ["", "nothing", &submission] {
        let gone = browser.post(&format!("{path}/remove"), &[("submission", unknown)]).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn nobody_else_accepts_one_and_no_draft_or_other_submission_is_accepted() {
    let server = after_the_last_day().await;
    let path = format!("{}/late-submissions", open(&server));
    let [submission, draft] = [4, 0].map(|index| server.world.assessments[index].0.to_string());
    for (persona, status) in
        [("lead", StatusCode::NOT_FOUND), ("other lead", StatusCode::NOT_FOUND), ("board", StatusCode::FORBIDDEN)]
    {
        for path in [path.clone(), format!("{path}/remove")] {
            let fields = [("submission", submission.as_str()), ("reason", "Mine")];
            assert_eq!(server.browser(persona).post(&path, &fields).await.status, status, "{persona}: {path}");
        }
    }
    for wrong in [draft.as_str(), "00000000-0000-0000-0000-000000000001"] {
        let fields = [("submission", wrong), ("reason", "Mine")];
        let refused = server.browser("secretariat").post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert!(!server.browser("secretariat").get(&open(&server)).await.body.contains("Mine"));
}
