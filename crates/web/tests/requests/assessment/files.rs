//! Downloads contain what the pages show, and only what their reader may see.

use crate::support::TestServer;
use axum::http::StatusCode;

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
