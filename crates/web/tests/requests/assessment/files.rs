//! Downloads contain what the pages show, and only what their reader may see.

use crate::support::TestServer;
use axum::http::StatusCode;
use documents::write::form::Form;
use model::Date;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use store::core::values::At;

#[tokio::test]
async fn a_word_file_of_a_self_assessment_can_be_read_back() {
    let server = TestServer::new().await;
    let (assessment, _) = server.world.assessments[0];
    let mut lead = server.browser("lead");
    let question = server.app.charter.editions[0].questions[0].id.to_string();
    let words = "Every keeper was asked at dusk.";
    let saved = lead
        .post(&format!("/assessments/{assessment}/questions/{question}"), &[("text", words), ("revision", "0")])
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let before = server.app.db.queries();
    let file = lead.get(&format!("/assessments/{assessment}/files/docx")).await;
    assert!(server.app.db.queries() - before <= 12, "{}", server.app.db.queries() - before);
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("northmoor-stage-1.docx"));
    let reading = documents::read("northmoor.docx", &file.bytes, &server.app.charter).unwrap();
    assert_eq!(reading.organisation.as_deref(), Some("Northmoor University"));
    assert!(reading.answers.iter().any(|answer| answer.text == words), "{:?}", reading.answers);
    let page = lead.get(&format!("/assessments/{assessment}/files/html")).await;
    assert!(page.body.contains(words) && page.headers["content-disposition"].to_str().unwrap().contains("attachment"));
    let rows = lead.get(&format!("/assessments/{assessment}/files/csv")).await;
    assert!(rows.body.contains("Count everyone in"), "{}", rows.body);
    let json = lead.get(&format!("/assessments/{assessment}/files/json")).await;
    assert!(json.body.contains(words));
    assert_eq!(lead.get(&format!("/assessments/{assessment}/files/exe")).await.status, StatusCode::NOT_FOUND);
    let other = server.browser("other lead").get(&format!("/assessments/{assessment}/files/docx")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_blank_form_of_a_stage_is_public_and_recognised_as_blank() {
    let server = TestServer::new().await;
    let edition = &server.app.charter.editions[0];
    let file = server.browser("nobody").get(&format!("/charter/{}/form.docx", edition.id)).await;
    assert_eq!(file.status, StatusCode::OK);
    let reading = documents::read("form.docx", &file.bytes, &server.app.charter).unwrap();
    assert!(reading.answers.is_empty() && reading.actions.is_empty());
    assert!(reading.notices.iter().any(|notice| notice.code == "blank-template"), "{:?}", reading.notices);
}

#[tokio::test]
async fn a_submission_can_be_downloaded_by_everyone() {
    let server = TestServer::new().await;
    let (submission, _) = server.world.assessments[4];
    let path = format!("/signatories/northmoor/submissions/{submission}/files/docx");
    let file = server.browser("nobody").get(&path).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    assert!(documents::read_manuscript("submission.docx", &file.bytes).is_ok());
    let (draft, _) = server.world.assessments[0];
    let path = format!("/signatories/northmoor/submissions/{draft}/files/docx");
    assert_eq!(server.browser("nobody").get(&path).await.status, StatusCode::NOT_FOUND, "a draft is not public");
}

#[tokio::test]
async fn a_draft_is_marked_as_a_draft() {
    let server = TestServer::new().await;
    let (assessment, _) = server.world.assessments[0];
    let page = server.browser("lead").get(&format!("/assessments/{assessment}/files/html")).await;
    assert!(page.body.contains("Draft, ") && page.body.contains(", not signed"), "{}", page.body);
    assert!(page.body.contains("Not answered yet."));
    let (locked, _) = server.world.assessments[1];
    let page = server.browser("lead").get(&format!("/assessments/{locked}/files/html")).await;
    assert!(!page.body.contains("Draft, "), "a locked self-assessment is not a draft");
}

#[tokio::test]
async fn a_plan_can_be_downloaded_by_those_who_may_read_it() {
    let server = TestServer::new().await;
    let (_, plan) = server.world.assessments[0];
    let mut lead = server.browser("lead");
    let before = server.app.db.queries();
    let file = lead.get(&format!("/plans/{plan}/files/docx")).await;
    assert!(server.app.db.queries() - before <= 8, "{}", server.app.db.queries() - before);
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    let reading = documents::read("plan.docx", &file.bytes, &server.app.charter).unwrap();
    assert!(!reading.actions.is_empty(), "{reading:?}");
    for format in ["html", "csv", "json"] {
        let file = lead.get(&format!("/plans/{plan}/files/{format}")).await;
        assert!(file.body.contains(&reading.actions[0].text), "{format}: {}", file.body);
    }
    assert_eq!(lead.get(&format!("/plans/{plan}/files/exe")).await.status, StatusCode::NOT_FOUND);
    let other = server.browser("other lead").get(&format!("/plans/{plan}/files/docx")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let public = format!("/signatories/northmoor/plans/{plan}/files/docx");
    assert_eq!(server.browser("nobody").get(&public).await.status, StatusCode::NOT_FOUND, "a draft is not public");
}

#[tokio::test]
async fn a_published_plan_can_be_downloaded_by_everyone() {
    let server = TestServer::new().await;
    let (_, plan) = server.world.assessments[4];
    let before = server.app.db.queries();
    let path = format!("/signatories/northmoor/plans/{plan}/files");
    let file = server.browser("nobody").get(&format!("{path}/docx")).await;
    assert!(server.app.db.queries() - before <= 6, "{}", server.app.db.queries() - before);
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    let page = server.browser("nobody").get("/signatories/northmoor/plan").await;
    assert!(page.body.contains(&format!("{path}/docx")), "{}", page.body);
}

/// How many PDF files were typeset.
static TYPESET: AtomicUsize = AtomicUsize::new(0);

/// Takes the time of a typesetter, and counts the files.
#[expect(clippy::unnecessary_wraps, reason = "a typesetter may fail")]
fn slow(_: &Form, _: Option<&[u8]>, _: Date) -> Result<Vec<u8>, String> {
    TYPESET.fetch_add(1, Relaxed);
    std::thread::sleep(std::time::Duration::from_millis(300));
    Ok(b"%PDF-1.7".to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn eighty_requests_for_a_public_file_typeset_it_once() {
    let mut server = TestServer::new().await;
    server.app.typeset = Some(slow);
    server.router = web::routes::site(server.app.clone());
    let (submission, _) = server.world.assessments[4];
    let get = |number: usize| {
        let mut browser = server.browser("nobody");
        // The query makes each of them another address for the cache of public pages.
        let path = format!("/signatories/northmoor/submissions/{submission}/files/pdf?{number}");
        async move { browser.get(&path).await.status }
    };
    let mut all = tokio::task::JoinSet::new();
    for number in 0..80 {
        all.spawn(get(number));
    }
    // A client that goes away does not start the work again.
    let gone = tokio::spawn(get(81));
    gone.abort();
    while let Some(status) = all.join_next().await {
        assert_eq!(status.unwrap(), StatusCode::OK);
    }
    assert_eq!(TYPESET.load(Relaxed), 1);
    // A change of something else does not make the file again, and neither does another day.
    server.app.clock.advance(jiff::SignedDuration::from_hours(48));
    server.browser_in_new_session("secretariat").await.post("/account/name", &[("name", "S. Clerk")]).await;
    assert_eq!(get(82).await, StatusCode::OK);
    assert_eq!(TYPESET.load(Relaxed), 1);
}

/// How many PDF files of drafts were typeset.
static DRAFTS: AtomicUsize = AtomicUsize::new(0);

#[expect(clippy::unnecessary_wraps, reason = "a typesetter may fail")]
fn draft(form: &Form, attached: Option<&[u8]>, _: Date) -> Result<Vec<u8>, String> {
    assert!(attached.is_none() && form.banner.is_some(), "nothing of a draft is signed");
    DRAFTS.fetch_add(1, Relaxed);
    Ok(b"%PDF-1.7".to_vec())
}

/// Otherwise one contributor fills the queue by reloading, and no member gets a file.
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_typeset_once_until_it_changes() {
    let mut server = TestServer::new().await;
    server.app.typeset = Some(draft);
    server.router = web::routes::site(server.app.clone());
    let (assessment, _) = server.world.assessments[0];
    let path = format!("/assessments/{assessment}/files/pdf");
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (mut browser, path) = (server.browser("contributor"), path.clone());
        all.spawn(async move { browser.get(&path).await.status });
    }
    while let Some(status) = all.join_next().await {
        assert_eq!(status.unwrap(), StatusCode::OK);
    }
    assert_eq!(DRAFTS.load(Relaxed), 1);
    let mut tx = server.app.db.write().await.unwrap();
    let change =
        "insert into answer (assessment_id, question, body, revision, saved_at) values ($1, 'tower', 'Tall.', 1, $2)
         on conflict (assessment_id, question) do update set body = 'Tall.'";
    tx.query(change).bind(assessment.0).bind(At(server.now())).run().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(server.browser("contributor").get(&path).await.status, StatusCode::OK);
    assert_eq!(DRAFTS.load(Relaxed), 2);
}
