//! The pages on which the Steering Board reads submissions, without reviewers.

use super::{moderation::run_jobs, rounds::open};
use crate::support::TestServer;
use axum::http::StatusCode;
use jiff::SignedDuration;
use web::work::jobs;

fn path(server: &TestServer) -> String {
    format!("{}/board-reading", open(server))
}

/// The address of the review of the world's submission by the board.
async fn chosen(server: &TestServer) -> String {
    let submission = server.world.assessments[4].0.to_string();
    let fields = [("submission", submission.as_str()), ("reason", "A founding signatory")];
    let given = server.browser("secretariat").post(&path(server), &fields).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    let mut tx = server.app.db.read().await.unwrap();
    let (panel,): (uuid::Uuid,) = tx.query("select id from panel where kind = 'board'").one().await.unwrap();
    format!("/peer-review/panels/{panel}/submissions/{submission}")
}

#[tokio::test]
async fn the_secretariat_gives_a_submission_to_the_board_once_and_with_a_reason() {
    let server = TestServer::new().await;
    let mut secretariat = server.browser("secretariat");
    let page = secretariat.get(&path(&server)).await;
    assert!(page.body.contains("Northmoor University, stage 1") && page.body.contains("reads no submission"), "{}", page.body);
    let submission = server.world.assessments[4].0.to_string();
    let blank = secretariat.post(&path(&server), &[("submission", &submission), ("reason", "")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("Enter why the Steering Board reads this submission"), "{}", blank.body);
    assert!(blank.body.contains("selected"), "what was selected is kept");
    let fields = [("submission", submission.as_str()), ("reason", "A founding signatory")];
    let before = server.app.db.queries();
    assert_eq!(secretariat.post(&path(&server), &fields).await.location(), path(&server));
    assert!(server.app.db.queries() - before <= 30);
    let again = secretariat.post(&path(&server), &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("This submission has a panel"), "{}", again.body);
    let before = server.app.db.queries();
    let page = secretariat.get(&path(&server)).await;
    assert!(server.app.db.queries() - before <= 10);
    assert!(page.body.contains("A founding signatory") && page.body.contains("Not begun"), "{}", page.body);
    assert!(page.body.contains("Every submission of this round has a panel"));
    let round = secretariat.get(&open(&server)).await;
    assert!(round.body.contains("Read by the Steering Board"), "{}", round.body);
    let mut tx = server.app.db.read().await.unwrap();
    let told: Vec<(String, String)> = tx
        .query("select recipient, body from email where subject like 'Submission to read%'")
        .all()
        .await
        .unwrap();
    assert!(told.len() == 1 && told[0].0 == "board@assay.example" && !told[0].1.contains("Northmoor"), "{told:?}");
    drop(tx);
    let removed = secretariat.post(&format!("{}/removal", path(&server)), &[("submission", &submission)]).await;
    assert_eq!(removed.location(), path(&server));
    let twice = secretariat.post(&format!("{}/removal", path(&server)), &[("submission", &submission)]).await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_board_writes_one_text_and_one_of_it_confirms_that_it_is_ready() {
    let server = TestServer::new().await;
    let base = chosen(&server).await;
    let mut board = server.browser("board");
    let list = board.get(&path(&server)).await;
    assert!(list.body.contains(&base) && !list.body.contains("Give to reviewers"), "{}", list.body);
    let page = board.get(&base).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for words in ["Open round, Steering Board", "Read by the Steering Board", "Begin feedback", "How does it stand?"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for words in ["Your review", "Reopen review", "Your panel", "your panel"] {
        assert!(!page.body.contains(words), "{words}: {}", page.body);
    }
    let begun = board.post(&format!("{base}/draft"), &[]).await;
    assert_eq!(begun.location(), format!("{base}/draft"));
    for (key, text) in [("opening", "Thank you"), ("strengths-lamp", "Bright"), ("advice-log", "Write it up")] {
        let saved = board.post(&format!("{base}/draft/texts"), &[(key, text)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{key}: {}", saved.body);
    }
    let page = board.get(&format!("{base}/draft")).await;
    assert!(page.body.contains("Confirm that the text is ready"), "{}", page.body);
    for words in ["Reviews side by side", "your panel", "Your panel", "All members"] {
        assert!(!page.body.contains(words), "{words}: {}", page.body);
    }
    let (_, after) = page.body.split_once("name=\"version\" value=\"").unwrap();
    let version = after.split('"').next().unwrap().to_owned();
    let confirmed = board.post(&format!("{base}/draft/agreement"), &[("version", &version)]).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.body);
    assert!(board.get(&path(&server)).await.body.contains("Ready for moderation"));
}

#[tokio::test]
async fn the_board_has_it_to_do_and_is_reminded_once_before_and_once_after_the_last_day() {
    let server = TestServer::new().await;
    chosen(&server).await;
    let words = "read 1 submission for the Steering Board and begin the feedback by";
    let page = server.browser("board").get("/organisations").await;
    assert!(page.body.contains(words) && page.body.contains(&path(&server)), "{}", page.body);
    assert!(!server.browser("secretariat").get("/organisations").await.body.contains(words));
    let mut tx = server.app.db.write().await.unwrap();
    let columns = ["first_on", "due_on", "recruit_on", "train_on", "allocate_on", "read_on", "agree_on"];
    for (column, days) in columns.into_iter().zip([-20, -10, -9, -8, -7, 9, 12]) {
        let on = model::core::dates::day(server.now()).saturating_add(jiff::Span::new().days(days));
        let sql = format!("update round set {column} = $1 where name = 'Open round'");
        tx.query(sql.leak()).bind(store::core::values::Day(on)).run().await.unwrap();
    }
    // The world submitted within these days.
    tx.query("update assessment set submitted_at = $1 where step = 'submitted'")
        .bind(store::core::values::At(server.now() - SignedDuration::from_hours(15 * 24)))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let round = server.browser("secretariat").get(&open(&server)).await;
    assert!(round.body.contains("Whose turn: The Steering Board."), "{}", round.body);
    assert!(round.body.contains("There is nothing to allocate."), "{}", round.body);
    for _ in 0..16 {
        jobs::plan(&server.app, server.now()).await.unwrap();
        run_jobs(&server).await;
        server.app.clock.advance(SignedDuration::from_hours(24));
    }
    let mut tx = server.app.db.read().await.unwrap();
    let emails: Vec<(String, String)> = tx
        .query("select subject, body from email where recipient = 'board@assay.example' and subject like '%Open round' order by created_at")
        .all()
        .await
        .unwrap();
    let reminders: Vec<_> = emails.iter().filter(|(subject, _)| subject.contains(" by ")).collect();
    let starts = ["Read submissions by", "Reading was due by", "Feedback was due by"];
    assert_eq!(reminders.len(), starts.len(), "{reminders:?}");
    for ((subject, body), start) in reminders.iter().zip(starts) {
        assert!(subject.starts_with(start) && body.contains("/board-reading") && !body.contains("Northmoor"), "{subject}");
    }
}

#[tokio::test]
async fn nobody_but_the_board_and_the_secretariat_learns_of_it() {
    let server = TestServer::new().await;
    let base = chosen(&server).await;
    server.browser("board").post(&format!("{base}/draft"), &[]).await;
    let submission = server.world.assessments[4].0.to_string();
    for persona in ["lead", "contributor", "other lead"] {
        let mut browser = server.browser(persona);
        for page in [path(&server), base.clone(), format!("{base}/draft")] {
            let status = browser.get(&page).await.status;
            assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{persona} {page}: {status}");
        }
        for form in ["draft/agreement", "draft/texts", "draft/texts/opening"].map(|form| format!("{base}/{form}")) {
            assert_eq!(browser.post(&form, &[("opening", "x"), ("revision", "0")]).await.status, StatusCode::NOT_FOUND);
        }
        let status = browser.post(&path(&server), &[("submission", &submission), ("reason", "Mine")]).await.status;
        assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN), "{persona}: {status}");
    }
    let mut board = server.browser("board");
    let refused = board.post(&path(&server), &[("submission", &submission), ("reason", "Ours")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "the secretariat decides what the board reads");
    let mut secretariat = server.browser("secretariat");
    assert_eq!(secretariat.post(&format!("{base}/draft/texts/opening"), &[("opening", "x")]).await.status, StatusCode::FORBIDDEN);
    // Nothing of it is in what the organisation reads.
    let mut lead = server.browser("lead");
    for page in [format!("/organisations/{}", server.world.organisation), format!("/assessments/{submission}")] {
        let body = lead.get(&page).await.body;
        assert!(!body.contains("Steering Board read") && !body.contains("founding"), "{page}");
    }
}

#[tokio::test]
async fn the_secretariat_records_where_a_member_of_the_board_works_and_they_read_nothing_about_it() {
    let server = TestServer::new().await;
    let base = chosen(&server).await;
    let mut board = server.browser("board");
    assert_eq!(board.get(&base).await.status, StatusCode::OK);
    let mut secretariat = server.browser("secretariat");
    let member = server.world.persona("board").person.unwrap();
    let here = format!("/peer-review/board/{member}/conflicts");
    assert!(secretariat.get("/secretariat").await.body.contains(&here));
    assert!(secretariat.get(&here).await.body.contains("No conflicts of interest recorded yet"));
    let blank = secretariat.post(&here, &[("organisation", ""), ("reason", "Works there")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.body.contains("value=\"Works there\"") && blank.body.contains("Select an organisation"));
    let organisation = server.world.organisation.to_string();
    let fields = [("organisation", organisation.as_str()), ("reason", "Works there")];
    for _ in 0..2 {
        assert_eq!(secretariat.post(&here, &fields).await.location(), here);
    }
    assert_eq!(board.get(&base).await.status, StatusCode::NOT_FOUND);
    let list = board.get(&path(&server)).await;
    assert!(!list.body.contains("Northmoor"), "{}", list.body);
    for _ in 0..2 {
        assert_eq!(secretariat.post(&format!("{here}/removal"), &fields[..1]).await.location(), here);
    }
    assert_eq!(board.get(&base).await.status, StatusCode::OK);
    // Of nobody else, whose conflicts are their own to declare.
    let lead = server.world.persona("lead").person.unwrap();
    let other = format!("/peer-review/board/{lead}/conflicts");
    assert_eq!(secretariat.get(&other).await.status, StatusCode::NOT_FOUND);
    assert_eq!(secretariat.post(&other, &fields).await.status, StatusCode::NOT_FOUND);
}
