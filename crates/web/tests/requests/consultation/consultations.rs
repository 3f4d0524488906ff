//! Consultations: creating, editing, opening and closing.

use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;
use jiff::SignedDuration;
use web::work::overdue_consultations;

/// Whether a form was refused with an error at this field.
fn has_error(response: &Response, field: &str) -> bool {
    response.status == StatusCode::UNPROCESSABLE_ENTITY && response.body.contains(&format!("href=\"#{field}\""))
}

fn consultation(server: &TestServer, step: usize) -> String {
    format!("/consultations/{}", server.world.consultations[step])
}

/// The fields of the form on a page, as a browser sends them.
fn fields(page: &str) -> Vec<(String, String)> {
    let unescape = |text: &str| {
        text.replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#39;", "'")
            .replace("&#34;", "\"")
            .replace("&#38;", "&")
    };
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(unescape(rest.split_once('"')?.0))
    };
    let (mut fields, mut select) = (Vec::new(), String::new());
    for piece in page.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        let kind = attribute(tag, "type").unwrap_or_default();
        let name = attribute(tag, "name").unwrap_or_default();
        let value = attribute(tag, "value").unwrap_or_default();
        let is_ticked =
            !matches!(kind.as_str(), "radio" | "checkbox") || tag.ends_with(" checked") || tag.contains(" checked ");
        match tag.split([' ', '\n']).next() {
            Some("select") => select = name,
            Some("option") if tag.contains(" selected") => fields.push((select.clone(), value)),
            Some("textarea") => fields.push((name, unescape(after.trim_start_matches('\n')))),
            Some("input") if !name.is_empty() && name != "csrf" && is_ticked => fields.push((name, value)),
            _ => {}
        }
    }
    // The list of the blank question has no selected option, so a browser sends the first one.
    if fields.iter().filter(|(name, _)| name == "kind").count()
        < fields.iter().filter(|(name, _)| name == "words").count()
    {
        fields.push(("kind".into(), "open".into()));
    }
    fields
}

async fn send(browser: &mut Browser, path: &str, fields: &[(String, String)], then: &str) -> Response {
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.push(("then", then));
    browser.post(path, &all).await
}

#[tokio::test]
async fn a_consultation_is_created_from_the_template_and_opened() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let home = format!("/organisations/{}/consultations", server.world.organisation);
    let page = lead.get(&format!("{home}/new")).await;
    assert!(page.body.contains("My work is visible and valued here"));
    let created = send(&mut lead, &home, &fields(&page.body), "save").await;
    assert_eq!(created.status, StatusCode::SEE_OTHER, "{}", created.body);
    let here = created.location().to_owned();
    let opened = lead.post(&format!("{here}/opening"), &[]).await;
    assert_eq!(opened.location(), here);
    let page = lead.get(&here).await;
    assert!(page.body.contains("0 responses so far") && page.body.contains("http://assay.test/respond/"));
    let history = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await;
    assert!(history.body.contains("opened the consultation"));
}

#[tokio::test]
async fn the_pages_of_a_consultation_need_at_most_six_queries() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let home = format!("/organisations/{}/consultations", server.world.organisation);
    let pages = [
        home.clone(),
        format!("{home}/new"),
        consultation(&server, 0),
        format!("{}/edit", consultation(&server, 0)),
        format!("{}/preview", consultation(&server, 0)),
        consultation(&server, 1),
        format!("{}/poster", consultation(&server, 1)),
        consultation(&server, 2),
    ];
    for path in pages {
        let before = server.app.db.queries();
        assert_eq!(lead.get(&path).await.status, StatusCode::OK, "{path}");
        let queries = server.app.db.queries() - before;
        assert!(queries <= 6, "{path}: {queries} queries");
    }
}

#[tokio::test]
async fn moving_and_removing_questions_keep_the_typed_text_and_save_nothing() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let path = format!("{}/edit", consultation(&server, 0));
    let mut sent = fields(&lead.get(&path).await.body);
    for (name, value) in &mut sent {
        if name == "words" && value.starts_with("My work") {
            *value = "Is <our> work seen?".into();
        }
    }
    let moved = send(&mut lead, &path, &sent, "down-1").await;
    assert_eq!(moved.status, StatusCode::OK);
    let position = |words: &str| moved.body.find(words).unwrap_or_else(|| panic!("{words} is not in {}", moved.body));
    assert!(position("I can see how my career") < position("Is &#60;our&#62; work seen?"));
    let removed = send(&mut lead, &path, &fields(&moved.body), "remove-2").await;
    assert!(!removed.body.contains("work seen?"));
    assert!(lead.get(&path).await.body.contains("My work is visible"), "nothing was saved");
    let saved = send(&mut lead, &path, &fields(&moved.body), "save").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert!(lead.get(&path).await.body.contains("Is &#60;our&#62; work seen?"));
}

#[tokio::test]
async fn errors_are_shown_at_their_fields_and_the_form_keeps_the_input() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let home = format!("/organisations/{}/consultations", server.world.organisation);
    let long = "long ".repeat(100);
    let sent = [
        ("title", " "),
        ("closes-day", "31"),
        ("closes-month", "6"),
        ("closes-year", "2030"),
        ("words", long.as_str()),
        ("kind", "open"),
        ("number", ""),
        ("group_words", "Where?"),
        ("group_choices", "Only here"),
        ("access", "link"),
        ("least", "2"),
        ("invited", "many"),
    ];
    let response = lead.post(&home, &sent).await;
    for field in ["title", "closes", "words-1", "group_choices", "least", "invited"] {
        assert!(has_error(&response, field), "{field}");
    }
    assert!(
        response.body.contains("Only here")
            && response.body.contains("long long")
            && response.body.contains("value=\"many\"")
    );
}

#[tokio::test]
async fn conflicting_edits_of_a_consultation_keep_the_input() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let path = format!("{}/edit", consultation(&server, 0));
    let sent = fields(&lead.get(&path).await.body);
    assert_eq!(send(&mut lead, &path, &sent, "save").await.status, StatusCode::SEE_OTHER);
    let mut late = sent.clone();
    late.iter_mut().find(|(name, _)| name == "title").unwrap().1 = "Mine".into();
    let response = send(&mut lead, &path, &late, "save").await;
    assert_eq!(response.status, StatusCode::CONFLICT);
    assert!(
        response.body.contains("value=\"Mine\"") && response.body.contains("This was changed while you were editing")
    );
    assert_eq!(send(&mut lead, &path, &fields(&response.body), "save").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_incomplete_consultation_is_not_opened() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let (here, path) = (consultation(&server, 0), format!("{}/edit", consultation(&server, 0)));
    let mut sent = fields(&lead.get(&path).await.body);
    sent.iter_mut().find(|(name, _)| name == "plan").unwrap().1 = String::new();
    sent.iter_mut().find(|(name, _)| name == "closes-year").unwrap().1 = "2020".into();
    assert_eq!(send(&mut lead, &path, &sent, "save").await.status, StatusCode::SEE_OTHER);
    let response = lead.post(&format!("{here}/opening"), &[]).await;
    assert!(has_error(&response, "opening"));
    assert!(
        response.body.contains("Select an action plan with actions")
            && response.body.contains("Closing date must be today or in the future")
    );
}

#[tokio::test]
async fn the_poster_has_the_address_as_a_qr_code_and_as_text() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let page = lead.get(&format!("{}/poster", consultation(&server, 1))).await;
    assert!(page.body.contains(&format!("assay.test/respond/{}", server.world.codes[0])));
    assert!(page.body.contains("<svg class=\"qr\"") && !page.body.contains(" style="));
    let draft = lead.get(&format!("{}/poster", consultation(&server, 0))).await;
    assert_eq!(draft.status, StatusCode::NOT_FOUND, "it has no address yet");
}

#[tokio::test]
async fn the_number_of_invited_people_is_saved_or_refused() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let here = consultation(&server, 1);
    let wrong = lead.post(&format!("{here}/invited"), &[("invited", "all")]).await;
    assert!(has_error(&wrong, "invited") && wrong.body.contains("value=\"all\""));
    lead.post(&format!("{here}/invited"), &[("invited", "31")]).await;
    assert!(lead.get(&here).await.body.contains("0 responses so far, 31 people invited"));
    // After closing, when the number of responses is known, it cannot be changed to hide that there are more.
    let closed = consultation(&server, 2);
    assert!(!lead.get(&closed).await.body.contains("Save number invited"));
    let late = lead.post(&format!("{closed}/invited"), &[("invited", "12")]).await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("cannot be changed after"));
    assert!(lead.get(&closed).await.body.contains("12 of 40 invited people responded"));
}

#[tokio::test]
async fn a_consultation_is_closed_by_a_lead_or_after_its_closing_date() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    assert_eq!(overdue_consultations::close_overdue(&server.app, server.now()).await.unwrap().closed, 0);
    let later = server.now() + SignedDuration::from_hours(15 * 24);
    assert_eq!(overdue_consultations::close_overdue(&server.app, later).await.unwrap().closed, 1);
    assert_eq!(overdue_consultations::close_overdue(&server.app, later).await.unwrap().closed, 0);
    assert!(lead.get(&consultation(&server, 1)).await.body.contains("0 responses, 40 people invited"));
    let other = TestServer::new().await;
    let mut lead = other.browser("lead");
    let closing = format!("{}/closing", consultation(&other, 1));
    assert!(lead.get(&consultation(&other, 1)).await.body.contains("There are no responses, and results need 10."));
    let page = lead.get(&closing).await.body;
    assert!(page.contains("open until the end of"), "until when it would run: {page}");
    assert!(page.contains("cannot be opened again") && page.contains("You cannot undo it"), "{page}");
    assert!(page.contains("There are no responses, and results need 10."), "{page}");
    assert!(page.contains("including all comments, is deleted unread"), "{page}");
    let refused = lead.post(&closing, &[]).await;
    assert!(has_error(&refused, "closing"), "a page that did not say so yet");
    assert_eq!(lead.post(&closing, &[("few", "yes")]).await.status, StatusCode::SEE_OTHER);
    assert!(lead.get(&consultation(&other, 1)).await.body.contains("Closed on"));
}

#[tokio::test]
async fn one_click_on_the_page_of_a_consultation_does_not_close_it() {
    let server = TestServer::new().await;
    let here = consultation(&server, 1);
    let page = server.browser("lead").get(&here).await.body;
    assert!(page.contains(&format!("href=\"{here}/closing\"")), "a page confirms it: {page}");
    assert!(!page.contains(&format!("action=\"{here}/closing\"")), "{page}");
}

#[tokio::test]
async fn a_consultation_is_shown_as_closed_after_its_closing_date() {
    let server = TestServer::new().await;
    let list = format!("/organisations/{}/consultations", server.world.organisation);
    assert!(server.browser("lead").get(&list).await.body.contains("1 consultation is open"));
    server.app.clock.advance(SignedDuration::from_hours(15 * 24));
    let mut lead = server.browser_in_new_session("lead").await;
    let page = lead.get(&list).await.body;
    assert!(page.contains("No consultation is open") && page.contains("Closed: counting responses"), "{page}");
    assert!(lead.get(&consultation(&server, 1)).await.body.contains("Closed: 0 responses, 40 people invited"));
    let code = &server.world.codes[0];
    let page = server.browser("nobody").get(&format!("/respond/{code}")).await.body;
    assert!(!page.contains("<form method=\"post\""), "it accepts no responses: {page}");
}

#[tokio::test]
async fn every_consultation_is_closed_after_its_last_day_however_many_cannot_be() {
    let server = TestServer::new().await;
    let (now, open) = (server.now(), server.world.consultations[1]);
    let mut tx = server.app.db.write().await.unwrap();
    // Their keys are missing, and their last day is before that of the one that can be closed.
    for number in 0..120_u64 {
        tx.query(
            "insert into consultation (id, organisation_id, step, title, closes_on, asked, code, opened_on, offered, created_at)
             select $1, organisation_id, step, title, opened_on, asked, $2, opened_on, offered, created_at
             from consultation where id = $3",
        )
        .bind(uuid::Uuid::from_u128(u128::from(number) + 1))
        .bind(model::consultation::code::Code::of(number).as_str())
        .bind(open.0)
        .run()
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let later = now + SignedDuration::from_hours(15 * 24);
    assert_eq!(overdue_consultations::close_overdue(&server.app, later).await.unwrap().closed, 1);
    assert!(
        server.browser("lead").get(&consultation(&server, 1)).await.body.contains("0 responses, 40 people invited")
    );
}
