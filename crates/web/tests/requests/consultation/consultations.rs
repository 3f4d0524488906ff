//! A lead makes a consultation, opens it and closes it.

use crate::support::{Answer, Browser, Trial};
use axum::http::StatusCode;
use jiff::SignedDuration;
use web::work::overdue_consultations;

fn is_refused_at(answer: &Answer, field: &str) -> bool {
    answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(&format!("href=\"#{field}\""))
}

fn consultation(trial: &Trial, step: usize) -> String {
    format!("/consultations/{}", trial.world.consultations[step])
}

/// The fields of the form on a page, as a browser would send them.
fn fields(page: &str) -> Vec<(String, String)> {
    let plain = |text: &str| {
        text.replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#39;", "'")
            .replace("&#34;", "\"")
            .replace("&#38;", "&")
    };
    let part = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(plain(rest.split_once('"')?.0))
    };
    let (mut fields, mut select) = (Vec::new(), String::new());
    for piece in page.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        let kind = part(tag, "type").unwrap_or_default();
        let name = part(tag, "name").unwrap_or_default();
        let value = part(tag, "value").unwrap_or_default();
        let is_ticked =
            !matches!(kind.as_str(), "radio" | "checkbox") || tag.ends_with(" checked") || tag.contains(" checked ");
        match tag.split([' ', '\n']).next() {
            Some("select") => select = name,
            Some("option") if tag.contains(" selected") => fields.push((select.clone(), value)),
            Some("textarea") => fields.push((name, plain(after.trim_start_matches('\n')))),
            Some("input") if !name.is_empty() && name != "csrf" && is_ticked => fields.push((name, value)),
            _ => {}
        }
    }
    // The blank question's list has no line that is chosen: a browser sends its first.
    if fields.iter().filter(|(name, _)| name == "kind").count()
        < fields.iter().filter(|(name, _)| name == "words").count()
    {
        fields.push(("kind".into(), "open".into()));
    }
    fields
}

async fn send(browser: &mut Browser, path: &str, fields: &[(String, String)], then: &str) -> Answer {
    let mut all: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.push(("then", then));
    browser.post(path, &all).await
}

#[tokio::test]
async fn a_consultation_is_made_from_what_is_ready_and_opened_in_three_requests() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let home = format!("/organisations/{}/consultations", trial.world.organisation);
    let page = lead.get(&format!("{home}/new")).await;
    assert!(page.body.contains("My work is visible and valued here"));
    let made = send(&mut lead, &home, &fields(&page.body), "save").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let here = made.location().to_owned();
    let opened = lead.post(&format!("{here}/opening"), &[]).await;
    assert_eq!(opened.location(), here);
    let page = lead.get(&here).await;
    assert!(page.body.contains("0 people responded so far") && page.body.contains("http://assay.test/respond/"));
    let history = lead.get(&format!("/organisations/{}/activity", trial.world.organisation)).await;
    assert!(history.body.contains("opened the consultation"));
}

#[tokio::test]
async fn a_page_of_a_consultation_asks_few_questions_of_the_database() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let home = format!("/organisations/{}/consultations", trial.world.organisation);
    let pages = [
        home.clone(),
        format!("{home}/new"),
        consultation(&trial, 0),
        format!("{}/edit", consultation(&trial, 0)),
        format!("{}/preview", consultation(&trial, 0)),
        consultation(&trial, 1),
        format!("{}/poster", consultation(&trial, 1)),
        consultation(&trial, 2),
    ];
    for path in pages {
        let before = trial.app.db.queries();
        assert_eq!(lead.get(&path).await.status, StatusCode::OK, "{path}");
        let asked = trial.app.db.queries() - before;
        assert!(asked <= 6, "{asked} for {path}");
    }
}

#[tokio::test]
async fn moving_and_taking_out_keep_every_word_and_save_nothing() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let path = format!("{}/edit", consultation(&trial, 0));
    let mut sent = fields(&lead.get(&path).await.body);
    for (name, value) in &mut sent {
        if name == "words" && value.starts_with("My work") {
            *value = "Is <our> work seen?".into();
        }
    }
    let moved = send(&mut lead, &path, &sent, "down-1").await;
    assert_eq!(moved.status, StatusCode::OK);
    let at = |words: &str| moved.body.find(words).unwrap_or_else(|| panic!("{words} is there"));
    assert!(at("I can see how my career") < at("Is &#60;our&#62; work seen?"));
    let removed = send(&mut lead, &path, &fields(&moved.body), "remove-2").await;
    assert!(!removed.body.contains("work seen?"));
    assert!(lead.get(&path).await.body.contains("My work is visible"), "nothing was saved");
    let saved = send(&mut lead, &path, &fields(&moved.body), "save").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert!(lead.get(&path).await.body.contains("Is &#60;our&#62; work seen?"));
}

#[tokio::test]
async fn errors_are_shown_at_their_fields_and_nothing_typed_is_lost() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let home = format!("/organisations/{}/consultations", trial.world.organisation);
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
        ("least", "2"),
        ("invited", "many"),
    ];
    let answer = lead.post(&home, &sent).await;
    for field in ["title", "closes", "words-1", "group_choices", "least", "invited"] {
        assert!(is_refused_at(&answer, field), "{field}");
    }
    assert!(
        answer.body.contains("Only here")
            && answer.body.contains("long long")
            && answer.body.contains("value=\"many\"")
    );
}

#[tokio::test]
async fn who_saves_second_keeps_their_words_and_is_told() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let path = format!("{}/edit", consultation(&trial, 0));
    let sent = fields(&lead.get(&path).await.body);
    assert_eq!(send(&mut lead, &path, &sent, "save").await.status, StatusCode::SEE_OTHER);
    let mut late = sent.clone();
    late.iter_mut().find(|(name, _)| name == "title").unwrap().1 = "Mine".into();
    let answer = send(&mut lead, &path, &late, "save").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("value=\"Mine\"") && answer.body.contains("This was changed while you were editing"));
    assert_eq!(send(&mut lead, &path, &fields(&answer.body), "save").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let (here, path) = (consultation(&trial, 0), format!("{}/edit", consultation(&trial, 0)));
    let mut sent = fields(&lead.get(&path).await.body);
    sent.iter_mut().find(|(name, _)| name == "plan").unwrap().1 = String::new();
    sent.iter_mut().find(|(name, _)| name == "closes-year").unwrap().1 = "2020".into();
    assert_eq!(send(&mut lead, &path, &sent, "save").await.status, StatusCode::SEE_OTHER);
    let answer = lead.post(&format!("{here}/opening"), &[]).await;
    assert!(is_refused_at(&answer, "opening"));
    assert!(
        answer.body.contains("Select an action plan with actions")
            && answer.body.contains("Closing date must be today or in the future")
    );
}

#[tokio::test]
async fn the_poster_has_the_address_as_a_drawing_and_as_text() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let page = lead.get(&format!("{}/poster", consultation(&trial, 1))).await;
    assert!(page.body.contains(&format!("assay.test/respond/{}", trial.world.codes[0])));
    assert!(page.body.contains("<svg class=\"qr\"") && !page.body.contains(" style="));
    let draft = lead.get(&format!("{}/poster", consultation(&trial, 0))).await;
    assert_eq!(draft.status, StatusCode::NOT_FOUND, "it has no address yet");
}

#[tokio::test]
async fn the_number_of_the_invited_is_kept_or_refused() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    let here = consultation(&trial, 2);
    let wrong = lead.post(&format!("{here}/invited"), &[("invited", "all")]).await;
    assert!(is_refused_at(&wrong, "invited") && wrong.body.contains("value=\"all\""));
    lead.post(&format!("{here}/invited"), &[("invited", "31")]).await;
    assert!(lead.get(&here).await.body.contains("12 of 31 invited people responded"));
}

#[tokio::test]
async fn it_is_closed_by_hand_or_by_the_program_once_its_day_is_over() {
    let trial = Trial::new().await;
    let mut lead = trial.browser("lead");
    assert_eq!(overdue_consultations::close_overdue(&trial.app, trial.now()).await.unwrap(), 0);
    let later = trial.now() + SignedDuration::from_hours(15 * 24);
    assert_eq!(overdue_consultations::close_overdue(&trial.app, later).await.unwrap(), 1);
    assert_eq!(overdue_consultations::close_overdue(&trial.app, later).await.unwrap(), 0);
    assert!(lead.get(&consultation(&trial, 1)).await.body.contains("0 of 40 invited people responded"));
    let other = Trial::new().await;
    let mut lead = other.browser("lead");
    let closed = lead.post(&format!("{}/closing", consultation(&other, 1)), &[]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    assert!(lead.get(&consultation(&other, 1)).await.body.contains("Closed on"));
}

#[tokio::test]
async fn a_consultation_reads_as_closed_from_the_day_after_its_last_whenever_it_is_counted() {
    let trial = Trial::new().await;
    let list = format!("/organisations/{}/consultations", trial.world.organisation);
    assert!(trial.browser("lead").get(&list).await.body.contains("1 consultation is open"));
    trial.app.clock.pass(SignedDuration::from_hours(15 * 24));
    // No session lasts that long.
    let mut lead = trial.browser("nobody");
    let session = {
        let mut tx = trial.app.db.write().await.unwrap();
        let person = trial.world.persona("lead").person.unwrap();
        let session = store::accounts::sessions::begin(&mut tx, person, "a test", trial.now()).await.unwrap();
        tx.commit().await.unwrap();
        session
    };
    lead.plant("session", &session);
    let page = lead.get(&list).await.body;
    assert!(page.contains("No consultation is open") && page.contains("Closed: counting responses"), "{page}");
    assert!(lead.get(&consultation(&trial, 1)).await.body.contains("Closed: 0 of 40 invited people responded"));
    let code = &trial.world.codes[0];
    let asked = trial.browser("nobody").get(&format!("/respond/{code}")).await.body;
    assert!(!asked.contains("<form method=\"post\""), "nobody is asked any more: {asked}");
}
