//! Every text of an action, from its form to the pages and files of each reader. No field is named here: a new one is held to what its row
//! of `ActionField` decides.

use crate::support::{Browser, TestServer};
use axum::http::StatusCode;
use model::{
    core::permit::Audience,
    plan::action::{ActionField, FieldKind},
};

fn texts() -> Vec<ActionField> {
    let all = ActionField::ALL.iter().copied();
    all.filter(|field| matches!(field.kind(), FieldKind::Text(_))).collect()
}

fn words(field: ActionField, version: &str) -> String {
    format!("{version} {} of ours", field.name())
}

/// The form with something in every text.
fn form(version: &str, revision: &str, theme: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> =
        texts().into_iter().map(|field| (field.name().to_owned(), words(field, version))).collect();
    fields.extend([("revision".to_owned(), revision.to_owned()), ("themes".to_owned(), theme.to_owned())]);
    fields
}

async fn post(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> crate::support::Response {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &fields).await
}

/// Adds an action with something in every text to the drafted plan, and returns its address.
async fn add(server: &TestServer, lead: &mut Browser) -> String {
    let path = format!("/plans/{}/actions", server.world.assessments[0].1);
    let added = post(lead, &path, &form("First", "", "light")).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.body);
    format!("/actions/{}", added.location().split_once("#a-").unwrap().1)
}

#[tokio::test]
async fn every_text_is_kept_when_refused_saved_and_compared() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let path = format!("/plans/{}/actions", server.world.assessments[0].1);
    let refused = post(&mut lead, &path, &form("Typed", "", "nonsense")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let action = add(&server, &mut lead).await;
    let page = lead.get(&action).await.body;
    let to_edit = lead.get(&format!("{action}/edit")).await.body;
    let edited = post(&mut lead, &format!("{action}/edit"), &form("Second", "1", "light")).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER, "{}", edited.body);
    let late = post(&mut lead, &format!("{action}/edit"), &form("Third", "1", "light")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let history = lead.get(&action).await.body;
    for field in texts() {
        assert!(refused.body.contains(&words(field, "Typed")), "{field:?} is kept as typed: {}", refused.body);
        assert!(page.contains(&words(field, "First")), "{field:?} is shown: {page}");
        assert!(to_edit.contains(&words(field, "First")), "{field:?} is edited: {to_edit}");
        assert!(late.body.contains(&words(field, "Second")) && late.body.contains(&words(field, "Third")), "{field:?}");
        assert!(late.body.contains(&format!("{}: their version", field.form_label())), "{field:?}: {}", late.body);
        let former = format!("Previous {}: {}", field.label().to_lowercase(), words(field, "First"));
        assert!(history.contains(&former), "{former}: {history}");
        let long = [(field.name().to_owned(), "x".repeat(5_001))];
        let fields = form("Typed", "2", "light").into_iter().filter(|(name, _)| name != field.name()).chain(long);
        let too_long = post(&mut lead, &format!("{action}/edit"), &fields.collect::<Vec<_>>()).await;
        assert_eq!(too_long.status, StatusCode::UNPROCESSABLE_ENTITY, "{field:?}");
        assert!(too_long.body.contains(&format!("href=\"#{}\"", field.name())), "{field:?}: {}", too_long.body);
        assert!(too_long.body.contains(&format!("id=\"{}\"", field.name())), "{field:?} has its anchor");
    }
}

#[tokio::test]
async fn each_reader_sees_the_texts_that_are_for_them() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let action = add(&server, &mut lead).await;
    let edited = post(&mut lead, &format!("{action}/edit"), &form("Second", "1", "light")).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER);
    let (assessment, plan) = server.world.assessments[0];
    lead.post(&format!("/assessments/{assessment}/sharing"), &[]).await;
    let organisation = server.world.organisation;
    let pages = [action, format!("/plans/{plan}/files/csv"), format!("/organisations/{organisation}/activity")];
    for (persona, audience) in
        [("lead", Audience::Members), ("contributor", Audience::Members), ("secretariat", Audience::Others)]
    {
        let mut browser = server.browser(persona);
        for address in &pages {
            let page = browser.get(address).await;
            assert_eq!(page.status, StatusCode::OK, "{persona} {address}");
            for field in texts() {
                let is_shown = page.body.contains(&words(field, "Second"));
                let is_read = field.is_read_by(audience);
                assert!(is_read || !is_shown, "{persona} does not read {field:?} at {address}");
                assert!(is_shown || !is_read || address.contains("activity"), "{persona} reads {field:?} at {address}");
                let is_named = page.body.to_lowercase().contains(&field.label().to_lowercase());
                assert!(is_read || !is_named, "{persona} does not read of {field:?} at {address}");
            }
        }
    }
    let public = lead.get(&format!("/plans/{plan}/files/json")).await.body;
    for field in texts() {
        assert!(field.is_public() || !public.contains(&words(field, "Second")), "{field:?}: {public}");
    }
}
