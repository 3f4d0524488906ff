//! Receipts: what the register signs is shown, downloaded and verified; and what was changed in the database is not shown as genuine.

use super::sign_off::CompleteDraft;
use crate::support::{Browser, Log, Response, TestServer, multipart};
use axum::http::StatusCode;
use model::assessment::{
    receipt::{RegisterKeys, RegisterRecord},
    verify::{Verification, check},
};
use std::sync::Arc;
use web::{core::app::Site, routes, work::metrics};

impl CompleteDraft {
    /// Signs and submits it, and returns the path of its public page.
    async fn submit(&self) -> String {
        self.sign().await;
        let submitted = self.lead().post(&self.at("submission"), &[]).await;
        assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.body);
        format!("/signatories/northmoor/submissions/{}", self.assessment)
    }

    async fn change(&self, sql: &'static str) {
        let mut tx = self.server.app.db.write().await.unwrap();
        tx.query(sql).run().await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn get(server: &TestServer, path: &str) -> Response {
    server.browser("nobody").get(path).await
}

/// Sends a file to *Verify a file*.
async fn verify(browser: &mut Browser, bytes: &[u8]) -> Response {
    let csrf = browser.csrf();
    let parts: [(&str, Option<&str>, &[u8]); 2] =
        [("csrf", None, csrf.as_bytes()), ("file", Some("<b>submission</b>.json"), bytes)];
    browser.send(multipart("/verify", &parts)).await
}

#[tokio::test]
async fn a_submission_has_a_receipt_that_everyone_can_verify() {
    let draft = CompleteDraft::new().await;
    let path = draft.submit().await;
    let server = &draft.server;
    let before = server.app.db.queries();
    let page = get(server, &path).await;
    assert!(server.app.db.queries() - before <= 10, "{}", server.app.db.queries() - before);
    assert!(page.body.contains("View receipt signed by the register"), "{}", page.body);
    let before = server.app.db.queries();
    let receipt = get(server, &format!("{path}/receipt")).await;
    assert!(server.app.db.queries() - before <= 10, "{}", server.app.db.queries() - before);
    for words in [
        "A. Sample",
        "Vice-Chancellor",
        "Leader of the institution",
        "By a link to an address in the organisation’s email domain",
        "Signed in with their account",
        &draft.version().await,
    ] {
        assert!(receipt.body.contains(words), "{words}\n{}", receipt.body);
    }
    assert!(!receipt.body.contains("leader@northmoor.example"), "addresses are not published");

    let keys = get(server, "/.well-known/assay-keys.json").await;
    assert_eq!((keys.status, &keys.headers["access-control-allow-origin"]), (StatusCode::OK, &"*".parse().unwrap()));
    let keys = RegisterKeys::parse(&keys.bytes).unwrap();
    for name in ["submission.json", "receipt.json"] {
        let file = get(server, &format!("{path}/{name}")).await;
        let outcome = check(&file.bytes, &keys);
        assert!(matches!(outcome, Verification::Authentic(_)), "{name}: {outcome}");
        assert!(!file.body.contains("leader@northmoor.example"));
    }
    let record = get(server, &format!("/verify/{}", draft.version().await)).await;
    let record = RegisterRecord::parse(&record.bytes).unwrap();
    assert!(record.is_current && record.receipts.len() == 1);
    for other in ["0", &"0".repeat(64)] {
        assert_eq!(get(server, &format!("/verify/{other}")).await.status, StatusCode::NOT_FOUND);
    }
    // The email has the public key, so that the receipt can be verified without the register.
    let emails = draft.queued_emails().await;
    let (.., body) = emails.iter().find(|(_, subject, _)| subject.starts_with("Submission received")).unwrap();
    assert!(body.contains(&keys[0].public.to_string()) && body.contains(&format!("{path}/receipt")), "{body}");
}

#[tokio::test]
async fn a_submission_from_before_receipts_says_so() {
    let server = TestServer::new().await;
    let path = format!("/signatories/northmoor/submissions/{}", server.world.assessments[4].0);
    let page = get(&server, &path).await;
    assert!(page.body.contains("submitted before the register signed receipts"), "{}", page.body);
    for name in ["receipt", "receipt.json"] {
        assert_eq!(get(&server, &format!("{path}/{name}")).await.status, StatusCode::NOT_FOUND);
    }
    let file = get(&server, &format!("{path}/submission.json")).await;
    let result = verify(&mut server.browser("nobody"), &file.bytes).await;
    assert!(result.body.contains("<h2 id=\"result\">Authentic</h2>"), "{}", result.body);
    assert!(result.body.contains("It was submitted before the register signed receipts."));
}

#[tokio::test]
async fn a_visitor_verifies_a_file_and_nothing_of_it_is_stored() {
    let draft = CompleteDraft::new().await;
    let path = draft.submit().await;
    let server = &draft.server;
    let file = get(server, &format!("{path}/submission.json")).await;
    let mut browser = server.browser("nobody");
    let (commits, log) = (server.app.db.commits(), Log::default());
    let result = log.of(verify(&mut browser, &file.bytes)).await;
    assert_eq!(result.status, StatusCode::OK);
    assert!(result.body.contains("<h2 id=\"result\">Authentic</h2>"), "{}", result.body);
    assert!(result.body.contains(&format!("href=\"{path}\"")) && !result.body.contains("<b>submission"));
    assert_eq!(server.app.db.commits(), commits);
    assert!(!log.text().contains("A. Sample") && !log.text().contains("</b>.json"), "{}", log.text());
    assert_eq!(result.headers["cache-control"], "no-store");

    let forged = file.body.replace("\"post\": \"Vice-Chancellor\"", "\"post\": \"Chancellor\"");
    for (bytes, title) in [
        (forged.into_bytes(), "Changed"),
        (file.body.replace("\"version\": 1", "\"version\": 1.0").into_bytes(), "Cannot be verified"),
        (b"{}".to_vec(), "Cannot be verified"),
        (vec![b' '; 5_000_000], "Cannot be verified"),
        (vec![0xff; 100], "Cannot be verified"),
    ] {
        let result = verify(&mut browser, &bytes).await;
        assert_eq!(result.status, StatusCode::OK);
        assert!(result.body.contains(&format!("<h2 id=\"result\">{title}</h2>")), "{title}: {}", result.body);
    }
    let empty = verify(&mut browser, b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Select a submission file or a receipt"));
    assert_eq!(verify(&mut browser, &vec![b' '; 9_000_000]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let other_site = multipart("/verify", &[("file", Some("a.json"), &file.bytes)]);
    assert_eq!(browser.send(other_site).await.status, StatusCode::FORBIDDEN, "without the token of a form");

    let secretariat = [("reason", "The plan has no dates")];
    server.browser("secretariat").post(&draft.at("return"), &secretariat).await;
    let result = verify(&mut browser, &file.bytes).await;
    assert!(result.body.contains("Authentic, since superseded</h2>"), "{}", result.body);
}

#[tokio::test]
async fn what_was_changed_in_the_database_is_not_shown_and_the_operator_is_told() {
    let draft = CompleteDraft::new().await;
    let path = draft.submit().await;
    let paths = ["", "/receipt", "/receipt.json", "/submission.json", "/files/html", "/files/docx"]
        .map(|end| format!("{path}{end}"));
    for path in &paths {
        assert_eq!(get(&draft.server, path).await.status, StatusCode::OK, "{path}");
    }
    for (change, undo) in [
        (
            "update locked_version set canonical = replace(canonical, 'A. Sample', 'M. Mallory')",
            "update locked_version set canonical = replace(canonical, 'M. Mallory', 'A. Sample')",
        ),
        (
            "update signature set name = 'M. Mallory' where name = 'A. Sample'",
            "update signature set name = 'A. Sample' where name = 'M. Mallory'",
        ),
        (
            "update statement set body = replace(body, 'A. Sample', 'M. Mallory') where signature_id is null",
            "update statement set body = replace(body, 'M. Mallory', 'A. Sample') where signature_id is null",
        ),
    ] {
        draft.change(change).await;
        for path in &paths {
            let log = Log::default();
            let page = log.of(get(&draft.server, path)).await;
            assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{path} after {change}");
            assert!(page.body.contains("This is not what was signed"), "{}", page.body);
            assert!(!page.body.contains("Mallory") && !page.body.contains("half of it"), "{}", page.body);
            assert!(log.text().contains("what is stored is not what was signed"), "{}", log.text());
        }
        draft.change(undo).await;
        assert_eq!(get(&draft.server, &path).await.status, StatusCode::OK, "{undo}");
    }
    let metrics = metrics::text(&draft.server.app).await;
    assert!(metrics.contains("\nassay_tampered_total 18\n"), "{metrics}");
}

#[tokio::test]
async fn no_one_signs_what_was_changed_after_it_was_locked() {
    let draft = CompleteDraft::new().await;
    draft.lead().post(&draft.at("lock"), &[]).await;
    draft.sign_as_lead().await;
    let link = draft.request_signature().await;
    draft.change("update locked_version set canonical = replace(canonical, 'Keepers', 'Others')").await;
    assert!(draft.visitor().get(&link).await.body.contains("This is not what was signed"));
    assert_eq!(draft.sign_as_leader(&link).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    draft.change("update locked_version set canonical = replace(canonical, 'Others', 'Keepers')").await;
    assert_eq!(draft.sign_as_leader(&link).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_client_verifies_a_limited_number_of_files() {
    let server = TestServer::new().await;
    let mut app = server.app.clone();
    app.site = Arc::new(Site { behind_proxy: true, ..(*app.site).clone() });
    let mut browser = Browser::new(routes::site(app), server.world.persona("nobody"));
    let mut refused = 0;
    for _ in 0..45 {
        let csrf = browser.csrf();
        let mut request = multipart("/verify", &[("csrf", None, csrf.as_bytes()), ("file", Some("a.json"), b"{}")]);
        request.headers_mut().insert("x-forwarded-for", "192.0.2.7".parse().unwrap());
        refused += usize::from(browser.send(request).await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!((1..10).contains(&refused), "{refused}");
}
