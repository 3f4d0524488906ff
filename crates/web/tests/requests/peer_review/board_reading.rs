//! The pages on which the Steering Board reads submissions, without reviewers.

use super::rounds::open;
use crate::support::TestServer;
use axum::http::StatusCode;

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
