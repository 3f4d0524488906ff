//! A plan downloaded as a workbook, edited and uploaded again.

use crate::support::{Browser, Response, TestServer, multipart};
use axum::http::StatusCode;
use std::io::{Cursor, Read as _, Write as _};

/// The workbook with `old` replaced by `new` in its cells.
fn replace_text(workbook: &[u8], old: &str, new: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let name = part.name().unwrap().into_owned();
        if std::path::Path::new(&name).extension().is_some_and(|ending| ending == "xml") {
            bytes = String::from_utf8(bytes).unwrap().replace(old, new).into_bytes();
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Uploads a workbook.
async fn upload(browser: &mut Browser, path: &str, file: &[u8]) -> Response {
    let csrf = browser.csrf();
    browser.send(multipart(path, &[("csrf", None, csrf.as_bytes()), ("file", Some("plan.xlsx"), file)])).await
}

#[tokio::test]
async fn changes_in_a_workbook_are_shown_before_they_are_applied() {
    let server = TestServer::new().await;
    let (_, plan) = server.world.assessments[0];
    let (mut lead, path) = (server.browser("lead"), format!("/plans/{plan}/workbook"));
    let workbook = lead.get(&format!("{path}.xlsx")).await;
    assert_eq!(workbook.status, StatusCode::OK);
    let page = lead.get(&format!("/plans/{plan}")).await.body;
    let title = &page[page.find("Count everyone in ").unwrap()..][.."Count everyone in 2028".len()];

    let same = upload(&mut lead, &path, &workbook.bytes).await;
    assert!(same.body.contains("No changes found in the workbook"), "{}", same.body);
    let changed = replace_text(&workbook.bytes, title, "Mend the roof of the lamp room");
    let before = server.app.db.queries();
    let page = upload(&mut lead, &path, &changed).await;
    assert!(server.app.db.queries() - before <= 10);
    for words in
        ["1 row differs from the plan", "Mend the roof of the lamp room", title, "name=\"row\" value=\"0\" checked"]
    {
        assert!(page.body.contains(words), "{words} is not in {}", page.body);
    }
    assert!(!lead.get(&format!("/plans/{plan}")).await.body.contains("Mend the roof"), "nothing is saved yet");
    let file = page.body.split_once("name=\"read\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let fields = [("read", file.as_str())];
    let none = lead.post(&format!("{path}/changes"), &fields).await;
    assert_eq!(none.location(), format!("/plans/{plan}"));
    assert!(!lead.get(&format!("/plans/{plan}")).await.body.contains("Mend the roof"), "no row was selected");
    let fields = [("read", file.as_str()), ("row", "0")];
    lead.post(&format!("{path}/changes"), &fields).await;
    let saved = lead.get(&format!("/plans/{plan}")).await;
    assert!(saved.body.contains("Mend the roof of the lamp room") && saved.body.contains("Changes applied to 1 row."));
    let history = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await;
    assert!(history.body.contains("changed the"), "the activity log has the change");
}

#[tokio::test]
async fn a_workbook_of_another_plan_is_recognised() {
    let server = TestServer::new().await;
    let plan = |index: usize| format!("/plans/{}/workbook", server.world.assessments[index].1);
    let mut lead = server.browser("lead");
    let workbook = lead.get(&format!("{}.xlsx", plan(0))).await.bytes;
    let page = upload(&mut lead, &plan(4), &workbook).await.body;
    assert!(page.contains("This is the workbook of another plan: its action is not in this plan."));
    assert!(page.contains("Select the changes to apply.") && !page.contains("Clear any change"), "{page}");
}

#[tokio::test]
async fn a_file_that_is_not_a_workbook_of_a_plan_is_refused() {
    let server = TestServer::new().await;
    let (_, plan) = server.world.assessments[0];
    let (mut lead, path) = (server.browser("lead"), format!("/plans/{plan}/workbook"));
    let page = lead.get(&path).await.body;
    let (download, upload_button) = (page.find("Download Excel workbook</a>"), page.find("Upload and compare"));
    assert!(download.unwrap() < upload_button.unwrap(), "the download comes first");
    let workbook = lead.get(&format!("{path}.xlsx")).await.bytes;
    let half = upload(&mut lead, &path, &workbook[..workbook.len() / 2]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", half.body);
    assert!(half.body.contains("plan.xlsx"));
    for file in [&b"PK\x03\x04 xl/ nothing"[..], b"Dear all", b""] {
        let refused = upload(&mut lead, &path, file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.contains("govuk-error-summary"));
    }
    let large = upload(&mut lead, &path, &vec![b'x'; 1_000_000]).await;
    assert!(large.body.contains("must be smaller than 900 kB"));
    let invalid = lead.post(&format!("{path}/changes"), &[("read", "zz"), ("row", "0")]).await;
    assert!(invalid.status.is_client_error());
    let locked = format!("/plans/{}/workbook", server.world.assessments[1].1);
    assert_eq!(lead.get(&locked).await.status, StatusCode::FORBIDDEN, "a locked plan cannot be edited");
}
