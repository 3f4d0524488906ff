//! A plan that is taken along as a workbook, filled in and brought back.

use crate::support::{Browser, Response, TestServer, multipart};
use axum::http::StatusCode;
use std::io::{Cursor, Read as _, Write as _};

/// The workbook with other words in one of its cells, as a person would type them.
fn retyped(workbook: &[u8], was: &str, is: &str) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut part = old.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let name = part.name().unwrap().into_owned();
        if std::path::Path::new(&name).extension().is_some_and(|ending| ending == "xml") {
            bytes = String::from_utf8(bytes).unwrap().replace(was, is).into_bytes();
        }
        new.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(&bytes).unwrap();
    }
    new.finish().unwrap().into_inner()
}

async fn bring(browser: &mut Browser, path: &str, file: &[u8]) -> Response {
    let csrf = browser.csrf();
    browser.send(multipart(path, &[("csrf", None, csrf.as_bytes()), ("file", Some("plan.xlsx"), file)])).await
}

#[tokio::test]
async fn what_was_changed_offline_is_shown_and_then_written() {
    let server = TestServer::new().await;
    let (_, plan) = server.world.assessments[0];
    let (mut lead, path) = (server.browser("lead"), format!("/plans/{plan}/workbook"));
    let workbook = lead.get(&format!("{path}.xlsx")).await;
    assert_eq!(workbook.status, StatusCode::OK);
    let shown = lead.get(&format!("/plans/{plan}")).await.body;
    let title = &shown[shown.find("Count everyone in ").unwrap()..][.."Count everyone in 2028".len()];

    let same = bring(&mut lead, &path, &workbook.bytes).await;
    assert!(same.body.contains("No changes found in the workbook"), "{}", same.body);
    let changed = retyped(&workbook.bytes, title, "Mend the roof of the lamp room");
    let before = server.app.db.queries();
    let page = bring(&mut lead, &path, &changed).await;
    assert!(server.app.db.queries() - before <= 10);
    for words in
        ["1 row differs from the plan", "Mend the roof of the lamp room", title, "name=\"row\" value=\"0\" checked"]
    {
        assert!(page.body.contains(words), "{words} is not in {}", page.body);
    }
    assert!(!lead.get(&format!("/plans/{plan}")).await.body.contains("Mend the roof"), "nothing is written yet");
    let file = page.body.split_once("name=\"read\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let fields = [("read", file.as_str())];
    let none = lead.post(&format!("{path}/changes"), &fields).await;
    assert_eq!(none.location(), format!("/plans/{plan}"));
    assert!(!lead.get(&format!("/plans/{plan}")).await.body.contains("Mend the roof"), "nothing was ticked");
    let fields = [("read", file.as_str()), ("row", "0")];
    lead.post(&format!("{path}/changes"), &fields).await;
    let written = lead.get(&format!("/plans/{plan}")).await;
    assert!(
        written.body.contains("Mend the roof of the lamp room") && written.body.contains("Changes applied to 1 row.")
    );
    let history = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await;
    assert!(history.body.contains("changed the"), "it is in the history as any other change");
}

#[tokio::test]
async fn what_is_no_workbook_of_ours_is_refused_in_a_sentence() {
    let server = TestServer::new().await;
    let (_, plan) = server.world.assessments[0];
    let (mut lead, path) = (server.browser("lead"), format!("/plans/{plan}/workbook"));
    let page = lead.get(&path).await.body;
    let (out, back) = (page.find("Download Excel workbook</a>").unwrap(), page.find("Upload and compare").unwrap());
    assert!(out < back, "it is taken along before it is brought back");
    let workbook = lead.get(&format!("{path}.xlsx")).await.bytes;
    let half = bring(&mut lead, &path, &workbook[..workbook.len() / 2]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", half.body);
    assert!(half.body.contains("plan.xlsx"));
    for file in [&b"PK\x03\x04 xl/ nothing"[..], b"Dear all", b""] {
        let refused = bring(&mut lead, &path, file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.contains("govuk-error-summary"));
    }
    let large = bring(&mut lead, &path, &vec![b'x'; 1_000_000]).await;
    assert!(large.body.contains("must be smaller than 900 kB"));
    let nonsense = lead.post(&format!("{path}/changes"), &[("read", "zz"), ("row", "0")]).await;
    assert!(nonsense.status.is_client_error());
    let locked = format!("/plans/{}/workbook", server.world.assessments[1].1);
    assert_eq!(lead.get(&locked).await.status, StatusCode::FORBIDDEN, "what is locked is not filled in");
}
