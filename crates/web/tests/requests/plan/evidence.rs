//! Evidence: adding, showing, attaching, editing and withdrawing it.

use crate::support::{Browser, Response, TestServer, multipart};
use axum::http::{StatusCode, header};

/// The address of the list of evidence.
fn home(server: &TestServer) -> String {
    format!("/organisations/{}/evidence", server.world.organisation)
}

/// Sends the form of an evidence item, with a file if item is one.
async fn add(
    server: &TestServer,
    browser: &mut Browser,
    fields: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> Response {
    let csrf = browser.csrf();
    let mut parts: Vec<(&str, Option<&str>, &[u8])> = vec![("csrf", None, csrf.as_bytes())];
    parts.extend(fields.iter().map(|(name, value)| (*name, None, value.as_bytes())));
    parts.extend(file.map(|(name, bytes)| ("file", Some(name), bytes)));
    browser.send(multipart(&home(server), &parts)).await
}

/// Whether a form was refused with an error at this field.
fn has_error(response: &Response, field: &str) -> bool {
    response.status == StatusCode::UNPROCESSABLE_ENTITY && response.body.contains(&format!("href=\"#{field}\""))
}

#[tokio::test]
async fn links_are_validated_added_and_filtered() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let form = browser.get(&format!("{}/new?kind=link", home(&server))).await.body;
    assert!(form.contains("<h1>Add link</h1>") && form.contains("multipart/form-data"));
    let private = [("kind", "link"), ("title", "Our <b> page"), ("address", "http://192.168.0.1/admin")];
    let response = add(&server, &mut browser, &private, None).await;
    assert!(has_error(&response, "address") && response.body.contains("http://192.168.0.1/admin"));
    assert!(response.body.contains("Our &#60;b&#62; page"));
    let fields =
        [("kind", "link"), ("title", "Our page"), ("address", "https://northmoor.example/fame"), ("themes", "light")];
    let item = add(&server, &mut browser, &fields, None).await.location().to_owned();
    assert!(browser.get(&item).await.body.contains("rel=\"noreferrer noopener nofollow\""));

    let before = server.app.db.queries();
    let all = browser.get(&home(&server)).await.body;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 6, "{queries} queries");
    assert!(all.contains("2 evidence items.") && all.contains("Our page") && all.contains("Apprentices"));
    for (filter, links, files) in [
        ("kind=link", 1, 0),
        ("kind=file", 0, 1),
        ("theme=light", 1, 0),
        ("words=APPREN", 0, 1),
        ("words=nowhere", 0, 0),
        ("links=dead", 0, 0),
    ] {
        let found = browser.get(&format!("{}?{filter}", home(&server))).await.body;
        let has = |text: &str| usize::from(found.contains(&format!("\">{text}</a>")));
        assert_eq!((has("Our page"), has("Apprentices")), (links, files), "{filter}");
    }
}

#[tokio::test]
async fn a_file_is_checked_by_its_contents_and_served_as_a_download() {
    let server = TestServer::new().await;
    let mut browser = server.browser("lead");
    let fields = [("kind", "file"), ("title", "A report")];
    for (name, bytes) in [
        ("report.pdf", b"<script>alert(1)</script>".as_slice()),
        ("report.html", b"<!doctype html><script>alert(1)</script>"),
        ("report.svg", b"<svg onload=alert(1)>"),
        ("report.exe", b"MZ\x90\x00\x03"),
        ("report.pdf", b""),
    ] {
        assert!(has_error(&add(&server, &mut browser, &fields, Some((name, bytes))).await, "file"), "{name}");
    }
    assert!(has_error(&add(&server, &mut browser, &fields, None).await, "file"));
    let large = vec![b'a'; model::plan::evidence::MAX_FILE_BYTES + 1];
    let response = add(&server, &mut browser, &fields, Some(("a.txt", &large))).await;
    assert!(has_error(&response, "file") && response.body.contains("must be smaller than 10 MB"));

    let bytes = b"%PDF-1.7\nThe report\n";
    let item = add(&server, &mut browser, &fields, Some(("Rep;ort Ünï.pdf", bytes))).await.location().to_owned();
    let before = server.app.db.queries();
    let download = browser.get(&format!("{item}/file")).await;
    assert!(server.app.db.queries() - before <= 6);
    assert_eq!((download.status, download.bytes.as_slice()), (StatusCode::OK, bytes.as_slice()));
    let value = |name: header::HeaderName| download.headers[name].to_str().unwrap().to_owned();
    assert_eq!(value(header::CONTENT_TYPE), "application/pdf");
    assert_eq!(value(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(value(header::CONTENT_SECURITY_POLICY), "sandbox; default-src 'none'");
    assert_eq!(
        value(header::CONTENT_DISPOSITION),
        "attachment; filename=\"evidence.pdf\"; filename*=UTF-8''Rep%3Bort%20%C3%9Cn%C3%AF.pdf"
    );
    // Nobody else can open it at either address until a lead makes it public.
    let id = item.rsplit('/').next().unwrap();
    let public = format!("/signatories/northmoor/evidence/{id}/file");
    assert_eq!(server.browser("other lead").get(&format!("{item}/file")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(server.browser("nobody").get(&public).await.status, StatusCode::NOT_FOUND);
    browser.post(&format!("{item}/publication"), &[("public", "yes")]).await;
    let shown = server.browser("nobody").get(&public).await;
    assert_eq!((shown.status, shown.bytes.as_slice()), (StatusCode::OK, bytes.as_slice()));
    assert!(server.browser("nobody").get("/signatories/northmoor").await.body.contains(&public));
    browser.post(&format!("{item}/publication"), &[("public", "no")]).await;
    assert_eq!(server.browser("nobody").get(&public).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_testimonial_needs_consent_to_be_public_and_is_deleted_when_consent_ends() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let words = [("kind", "testimonial"), ("title", "A voice"), ("words", "It changed my work"), ("name", "A. Keeper")];
    let response = add(&server, &mut lead, &words, None).await;
    assert!(has_error(&response, "asked_by") && has_error(&response, "asked_on") && has_error(&response, "terms"));
    assert!(response.body.contains("It changed my work") && response.body.contains("A. Keeper"));
    let consent = [
        ("asked_by", "P. Example"),
        ("asked_on-day", "1"),
        ("asked_on-month", "2"),
        ("asked_on-year", "2026"),
        ("terms", "To be quoted by name"),
    ];
    let item = add(&server, &mut lead, &[&words[..], &consent].concat(), None).await.location().to_owned();
    let page = lead.get(&item).await.body;
    assert!(page.contains("To be quoted by name") && page.contains("Make public"));
    lead.post(&format!("{item}/publication"), &[("public", "yes")]).await;
    let mut visitor = server.browser("nobody");
    assert!(visitor.get("/signatories/northmoor").await.body.contains("It changed my work"));
    lead.post(&format!("{item}/consent-end"), &[]).await;
    let page = lead.get(&item).await.body;
    assert!(page.contains("The text has been deleted") && !page.contains("A. Keeper") && !page.contains("It changed"));
    assert!(!visitor.get("/signatories/northmoor").await.body.contains("It changed my work"));

    let anonymous = [("kind", "testimonial"), ("title", "Another"), ("words", "I stayed")];
    let item = add(&server, &mut lead, &anonymous, None).await.location().to_owned();
    assert!(lead.get(&item).await.body.contains("only with recorded consent"));
    lead.post(&format!("{item}/publication"), &[("public", "yes")]).await;
    assert!(!visitor.get("/signatories/northmoor").await.body.contains("I stayed"));
    assert_eq!(
        server.browser("contributor").post(&format!("{item}/publication"), &[("public", "yes")]).await.status,
        StatusCode::FORBIDDEN,
        "only leads publish evidence"
    );
}

#[tokio::test]
async fn a_figure_has_a_date_and_is_withdrawn_with_a_reason() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let number = [("kind", "number"), ("title", "Mentors"), ("value", "1,240"), ("counts", "people with a mentor")];
    let bad = [("on-day", "31"), ("on-month", "6"), ("on-year", "2026")];
    let response = add(&server, &mut browser, &[&number[..], &bad].concat(), None).await;
    assert!(
        has_error(&response, "on")
            && response.body.contains("must be a real date")
            && !response.body.contains("Enter the date of the figure")
    );
    let good = [("on-day", "30"), ("on-month", "6"), ("on-year", "2026")];
    let item = add(&server, &mut browser, &[&number[..], &good].concat(), None).await.location().to_owned();
    assert!(browser.get(&item).await.body.contains("1,240 people with a mentor, 30 June 2026"));
    let path = format!("{item}/withdrawal");
    assert!(has_error(&browser.post(&path, &[("reason", " ")]).await, "reason"));
    assert_eq!(browser.post(&path, &[("reason", "Counted twice")]).await.location(), item);
    assert!(browser.get(&item).await.body.contains("Counted twice"));
    assert!(browser.get(&home(&server)).await.body.contains("Withdrawn"));
}

#[tokio::test]
async fn evidence_is_attached_to_actions_and_answers() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let evidence = server.world.evidence.0.to_string();
    let action = format!("/actions/{}", server.world.actions[0]);
    let path = format!("{action}/evidence");
    let before = server.app.db.queries();
    assert!(browser.get(&path).await.body.contains("Other evidence"));
    let queries = server.app.db.queries() - before;
    assert!(queries <= 10, "{queries} queries");
    assert_eq!(browser.post(&path, &[("evidence", &evidence)]).await.location(), path);
    let page = browser.get(&action).await.body;
    assert!(page.contains("Apprentices") && page.contains("attached the evidence “Apprentices”"));

    let question = &server.app.charter.editions[0].questions[0].id;
    let answer = format!("/assessments/{}/questions/{question}", server.world.assessments[0].0);
    let path = format!("{answer}/evidence");
    assert_eq!(browser.post(&path, &[("evidence", &evidence)]).await.location(), path);
    assert!(browser.get(&answer).await.body.contains("Apprentices"));
    let shown = browser.get(&format!("{}/{evidence}", home(&server))).await.body;
    assert!(shown.contains(&action) && shown.contains(&answer));
    // A locked answer keeps its evidence.
    let locked = format!("/assessments/{}/questions/{question}/evidence", server.world.assessments[1].0);
    assert_eq!(browser.post(&locked, &[("evidence", &evidence)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.post(&format!("{path}/removal"), &[("evidence", &evidence)]).await.location(), path);
    assert!(!browser.get(&answer).await.body.contains("Apprentices"));
    // The form of new evidence returns to the page that it was opened from.
    let then = format!("{action}/evidence");
    let fields = [("kind", "link"), ("title", "New"), ("address", "www.northmoor.example"), ("then", then.as_str())];
    assert_eq!(add(&server, &mut browser, &fields, None).await.location(), then);
    let evil = [("kind", "link"), ("title", "New"), ("address", "www.northmoor.example"), ("then", "//evil.example")];
    assert!(add(&server, &mut browser, &evil, None).await.location().starts_with(&home(&server)));
}

#[tokio::test]
async fn evidence_is_edited_and_earlier_versions_are_kept() {
    let server = TestServer::new().await;
    let (mut one, mut other) = (server.browser("lead"), server.browser("contributor"));
    let number = [("kind", "number"), ("title", "Mentors"), ("value", "12"), ("counts", "people with a mentor")];
    let day = [("on-day", "30"), ("on-month", "6"), ("on-year", "2026")];
    let item = add(&server, &mut one, &[&number[..], &day].concat(), None).await.location().to_owned();
    let path = format!("{item}/edit");
    let form = one.get(&path).await.body;
    assert!(form.contains("value=\"12\"") && form.contains("value=\"people with a mentor\""), "{form}");
    let first = [("title", "Mentors"), ("counts", "people with a mentor"), ("revision", "1")];
    let bad = one.post(&path, &[&first[..], &day, &[("value", "a dozen")]].concat()).await;
    assert!(has_error(&bad, "value") && bad.body.contains("value=\"a dozen\""), "{}", bad.body);
    let saved = one.post(&path, &[&first[..], &day, &[("value", "13")]].concat()).await;
    assert_eq!(saved.location(), item);
    let late = other.post(&path, &[&first[..], &day, &[("value", "14")]].concat()).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Conflicting edits: evidence") && late.body.contains("13 people with a mentor"));
    assert!(late.body.contains("value=\"14\"") && late.body.contains("name=\"revision\" value=\"2\""), "{}", late.body);
    let before = server.app.db.queries();
    let page = other.get(&item).await.body;
    assert!(server.app.db.queries() - before <= 7);
    assert!(page.contains("Earlier versions") && page.contains("12 people with a mentor"), "{page}");
    assert!(page.contains("13 people with a mentor") && page.contains("by lead Example"), "{page}");
    let history = one.get(&format!("/organisations/{}/activity", server.world.organisation)).await.body;
    assert!(history.contains("edited the figure of the evidence “Mentors”"), "{history}");
    assert!(other.get(&item).await.body.contains(">Edit</a>"));
    one.post(&format!("{item}/publication"), &[("public", "yes")]).await;
    let second = [("title", "Mentors"), ("counts", "people with a mentor"), ("revision", "2"), ("value", "15")];
    let refused = other.post(&path, &[&second[..], &day].concat()).await;
    assert!(has_error(&refused, "title") && refused.body.contains("value=\"15\""), "{}", refused.body);
    assert!(!other.get(&item).await.body.contains(">Edit</a>"), "only leads edit public evidence");
    assert_eq!(one.post(&path, &[&second[..], &day].concat()).await.location(), item);
    one.post(&format!("{item}/withdrawal"), &[("reason", "Counted twice")]).await;
    assert_eq!(one.get(&path).await.status, StatusCode::NOT_FOUND, "withdrawn evidence is not edited");
}

#[tokio::test]
async fn the_text_of_a_testimonial_is_not_edited() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let testimonial = [("kind", "testimonial"), ("title", "A voice"), ("words", "It changed my work")];
    let item = add(&server, &mut browser, &testimonial, None).await.location().to_owned();
    let fields = [("title", "A keeper’s voice"), ("words", "It did not"), ("revision", "1")];
    assert_eq!(browser.post(&format!("{item}/edit"), &fields).await.location(), item);
    let page = browser.get(&item).await.body;
    assert!(page.contains("A keeper’s voice") && page.contains("It changed my work") && !page.contains("It did not"));
}
