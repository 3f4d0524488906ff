//! The training of reviewers: each step, what is kept, and what nobody else sees.

use crate::support::{Browser, Response, TestServer, encoded};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use documents::write::form::Form;
use model::Date;
use store::core::values::At;

const HOME: &str = "/peer-review/training";
const PRACTICE: &str = "/peer-review/training/practice";
const COMPARISON: &str = "/peer-review/training/practice/comparison";
const COMPLETION: &str = "/peer-review/training/completion";

/// A server on which these people review from Northmoor.
async fn server_with_reviewers(personas: &[&str]) -> TestServer {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    for persona in personas {
        tx.query(
            "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
             values ($1, $2, 'lead', false, '[]', '[]', '[]', $3)",
        )
        .bind(server.world.persona(persona).person.unwrap().0)
        .bind(server.world.organisation.0)
        .bind(At(server.now()))
        .run()
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    server
}

async fn read_pages(browser: &mut Browser) {
    for page in ["stairs", "gallery"] {
        assert_eq!(browser.post(&format!("{HOME}/pages/{page}"), &[]).await.status, StatusCode::SEE_OTHER);
    }
}

async fn pass_the_quiz(browser: &mut Browser) {
    read_pages(browser).await;
    browser.post(&format!("{HOME}/quiz/rail"), &[("choice", "rail")]).await;
    browser.post(&format!("{HOME}/quiz/see"), &[("choice", "lamp"), ("choice", "log")]).await;
}

fn feedback(words: &str) -> Vec<(&str, &str)> {
    vec![
        ("revision", "0"),
        ("finding-lamp", "clear"),
        ("strengths-lamp", words),
        ("advice-lamp", ""),
        ("finding-log", "not-yet"),
        ("strengths-log", ""),
        ("advice-log", words),
    ]
}

async fn write_feedback(browser: &mut Browser, words: &str) -> Response {
    let mut fields = feedback(words);
    fields.push(("then", "compare"));
    browser.post(PRACTICE, &fields).await
}

async fn complete(browser: &mut Browser) {
    pass_the_quiz(browser).await;
    write_feedback(browser, "Bright every night").await;
    browser.post(COMPARISON, &[]).await;
    let completed = browser.post(COMPLETION, &[]).await;
    assert_eq!((completed.status, completed.location()), (StatusCode::SEE_OTHER, COMPLETION));
}

/// Saves feedback as the autosave script does.
async fn autosave(browser: &mut Browser, words: &str, revision: &str, tab: &str) -> Response {
    let words = encoded(words);
    let body = format!("csrf={}&revision={revision}&tab={tab}&strengths-lamp={words}", browser.csrf());
    let request = Request::post(PRACTICE)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn the_contents_say_how_far_a_reviewer_is_and_lead_to_what_is_next() {
    let server = server_with_reviewers(&["lead"]).await;
    let mut browser = server.browser("lead");
    let before = server.app.db.queries();
    let page = browser.get(HOME).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 8, "{queries} queries");
    for words in
        ["Climbing for keepers", "Not started. About 10 minutes left", "Start training", "The stairs", "Opens later"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("/quiz/") && !page.body.contains("href=\"/peer-review/training/practice\""));
    browser.post(&format!("{HOME}/pages/stairs"), &[]).await;
    let page = browser.get(HOME).await;
    assert!(page.body.contains("Pages read: 1 of 2. About 7 minutes left"), "{}", page.body);
    assert!(page.body.contains("href=\"/peer-review/training/pages/gallery\">Continue training"), "{}", page.body);
    pass_the_quiz(&mut browser).await;
    let page = browser.get(HOME).await;
    assert!(page.body.contains("Practice review: feedback for 0 of 2 criteria") && page.body.contains("Continue with"));
}

#[tokio::test]
async fn a_page_leads_to_the_next_and_the_last_to_the_quiz() {
    let server = server_with_reviewers(&["lead"]).await;
    let mut browser = server.browser("lead");
    let page = browser.get(&format!("{HOME}/pages/stairs")).await;
    for words in ["Page 1 of 2", "<h1>The stairs</h1>", "<h2>Down</h2>", "<strong>rail</strong>", "Continue"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let read = browser.post(&format!("{HOME}/pages/stairs"), &[]).await;
    assert_eq!(read.location(), format!("{HOME}/pages/gallery"));
    assert!(browser.get(read.location()).await.body.contains("Pages read: 1 of 2."));
    let last = browser.post(&format!("{HOME}/pages/gallery"), &[]).await;
    assert_eq!(last.location(), format!("{HOME}/quiz/rail"));
    for unknown in ["pages/cellar", "quiz/cellar"] {
        assert_eq!(browser.get(&format!("{HOME}/{unknown}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post(&format!("{HOME}/{unknown}"), &[]).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_wrong_answer_is_explained_without_the_right_one_and_tried_again() {
    let server = server_with_reviewers(&["lead"]).await;
    let mut browser = server.browser("lead");
    read_pages(&mut browser).await;
    let rail = format!("{HOME}/quiz/rail");
    let page = browser.get(&rail).await;
    assert!(page.body.contains("What do you hold?") && page.body.contains("type=\"radio\""), "{}", page.body);
    assert!(!page.body.contains("The rope is for the boat"), "no explanation before an answer");
    for fields in [&[][..], &[("choice", "moon")], &[("choice", "rail"), ("choice", "moon")]] {
        let refused = browser.post(&rail, fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(refused.body.contains("Select an answer"));
    }
    assert_eq!(browser.post(&rail, &[("choice", "rope")]).await.location(), rail);
    let wrong = browser.get(&rail).await;
    assert!(wrong.body.contains("Not right yet") && wrong.body.contains("The rope is for the boat"), "{}", wrong.body);
    assert!(!wrong.body.contains("It is fixed to the wall"), "the right one is not given away");
    browser.post(&rail, &[("choice", "rail")]).await;
    let right = browser.get(&rail).await;
    for words in ["Right. 1 question left.", "Your answer is right", "It is fixed to the wall", "Next question"] {
        assert!(right.body.contains(words), "{words}: {}", right.body);
    }
    assert!(!right.body.contains("Check answer"));
    let see = format!("{HOME}/quiz/see");
    browser.post(&see, &[("choice", "lamp")]).await;
    let page = browser.get(&see).await;
    assert!(page.body.contains("there is more to select") && page.body.contains("type=\"checkbox\""), "{}", page.body);
    browser.post(&see, &[("choice", "lamp"), ("choice", "log")]).await;
    assert!(browser.get(&see).await.body.contains("Continue with practice review"));
}

#[tokio::test]
async fn a_completed_training_cannot_be_forged_by_forms_out_of_order() {
    let server = server_with_reviewers(&["lead"]).await;
    let mut browser = server.browser("lead");
    for round in ["nothing", "pages"] {
        for (path, fields) in [
            (format!("{HOME}/quiz/rail"), vec![("choice", "rail")]),
            (COMPARISON.to_owned(), vec![]),
            (COMPLETION.to_owned(), vec![]),
        ] {
            let is_open = round == "pages" && path.ends_with("rail");
            let refused = browser.post(&path, &fields).await;
            assert_eq!(refused.status, StatusCode::SEE_OTHER);
            assert_eq!(refused.location() == HOME, !is_open, "{round}: {path}");
        }
        for path in [PRACTICE, COMPARISON, COMPLETION] {
            let page = browser.get(path).await;
            assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, HOME), "{round}: {path}");
        }
        let refused = write_feedback(&mut browser, "Bright").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{round}");
        assert!(refused.body.contains("Bright") && !refused.body.contains("lit on every night"), "{}", refused.body);
        read_pages(&mut browser).await;
    }
    pass_the_quiz(&mut browser).await;
    assert_eq!(browser.post(COMPLETION, &[]).await.location(), HOME);
    assert_eq!(browser.get("/peer-review/training/certificate.pdf").await.status, StatusCode::NOT_FOUND);
    assert!(browser.get(HOME).await.body.contains("feedback for 0 of 2"));
}

#[tokio::test]
async fn feedback_is_compared_when_it_is_complete_and_then_stays() {
    let server = server_with_reviewers(&["lead"]).await;
    let mut browser = server.browser("lead");
    pass_the_quiz(&mut browser).await;
    let page = browser.get(PRACTICE).await;
    for words in ["Windhaven is invented", "Paint the tower", "The founder retired", "Hang a bell", "finding-log"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert!(!page.body.contains("lit on every night"), "the model is hidden");
    let partly = browser
        .post(
            PRACTICE,
            &[("revision", "0"), ("then", "compare"), ("strengths-lamp", "Bright <b>"), ("advice-log", " ")],
        )
        .await;
    assert_eq!(partly.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["The lamp: select a finding", "The log: enter a strength or advice", "Bright &#60;b&#62;"] {
        assert!(partly.body.contains(words), "{words}: {}", partly.body);
    }
    assert!(browser.get(PRACTICE).await.body.contains("Bright &#60;b&#62;"), "it was saved all the same");
    assert_eq!(browser.get(COMPARISON).await.location(), HOME, "not before it is complete");
    let mut fields = feedback("Bright every night");
    fields[0] = ("revision", "1");
    fields.push(("then", "compare"));
    assert_eq!(browser.post(PRACTICE, &fields).await.location(), COMPARISON);
    let ask = browser.get(COMPARISON).await;
    assert!(ask.body.contains("You cannot change it after") && !ask.body.contains("lit on every night"));
    assert_eq!(browser.post(COMPARISON, &[]).await.location(), COMPARISON);
    let beside = browser.get(COMPARISON).await;
    for words in
        ["Bright every night", "The lamp was lit on every night", "The same finding as yours", "Complete training"]
    {
        assert!(beside.body.contains(words), "{words}: {}", beside.body);
    }
    assert_eq!(browser.get(PRACTICE).await.location(), COMPARISON);
    let late = write_feedback(&mut browser, "Copied from the model").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("cannot be changed after") && late.body.contains("Copied from the model"));
    assert!(!browser.get(COMPARISON).await.body.contains("Copied from the model"));
    assert_eq!(browser.post(COMPLETION, &[]).await.location(), COMPLETION);
    let done = browser.get(COMPLETION).await;
    assert!(done.body.contains("Edition 2031-01, completed on 22 November 2026"), "{}", done.body);
    assert!(browser.get(HOME).await.body.contains("Completed on 22 November 2026"));
}

#[tokio::test]
async fn feedback_is_saved_while_it_is_typed_and_no_tab_overwrites_another() {
    let server = server_with_reviewers(&["lead"]).await;
    let mut browser = server.browser("lead");
    let early = autosave(&mut browser, "Too early", "0", "a1.1").await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("Read all pages first"), "{}", early.body);
    pass_the_quiz(&mut browser).await;
    let saved = autosave(&mut browser, "Bright \u{0}here", "0", "a1.1").await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    assert!(saved.body.contains("\"revision\":1") && saved.body.contains("saved_at"), "{}", saved.body);
    assert!(browser.get(PRACTICE).await.body.contains("Bright here</textarea>"));
    let other = autosave(&mut browser, "Dark", "0", "b2.1").await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.body.contains("\"own\":true") && other.body.contains(PRACTICE), "{}", other.body);
    // Without script, both are on the page, and the next save is of what its author kept.
    let conflict = browser.post(PRACTICE, &[("revision", "0"), ("strengths-lamp", "Dark")]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    for words in ["Dark</textarea>", "Saved in another tab", "Bright here", "name=\"revision\" value=\"1\""] {
        assert!(conflict.body.contains(words), "{words}: {}", conflict.body);
    }
    let kept = browser.post(PRACTICE, &[("revision", "1"), ("strengths-lamp", "Dark and bright")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let long = "x".repeat(100_001);
    let refused = browser.post(PRACTICE, &[("revision", "2"), ("strengths-lamp", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("15,000 words") && refused.body.contains(&long));
}

#[tokio::test]
async fn what_a_reviewer_answered_and_wrote_is_theirs_alone() {
    let server = server_with_reviewers(&["lead", "contributor"]).await;
    complete(&mut server.browser("lead")).await;
    let mut other = server.browser("contributor");
    assert!(other.get(HOME).await.body.contains("Not started"));
    for path in [PRACTICE, COMPARISON, COMPLETION] {
        assert_eq!(other.get(path).await.location(), HOME, "{path}");
    }
    assert_eq!(other.get("/peer-review/training/certificate.pdf").await.status, StatusCode::NOT_FOUND);
    for persona in ["secretariat", "board"] {
        let mut reader = server.browser(persona);
        for path in [HOME, PRACTICE, COMPARISON, "/peer-review/training/quiz/see", "/peer-review/training/pages/stairs"]
        {
            let page = reader.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{persona}: {path}");
            assert!(
                !page.body.contains("Bright every night") && !page.body.contains("Your answer"),
                "{persona}: {path}"
            );
        }
        assert!(reader.get(COMPARISON).await.body.contains("lit on every night"), "they read the model");
        assert_eq!(reader.get(COMPLETION).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.get("/peer-review/training/certificate.pdf").await.status, StatusCode::NOT_FOUND);
        for (path, fields) in [
            (format!("{HOME}/pages/stairs"), vec![]),
            (format!("{HOME}/quiz/rail"), vec![("choice", "rail")]),
            (PRACTICE.to_owned(), feedback("Mine")),
            (COMPARISON.to_owned(), vec![]),
            (COMPLETION.to_owned(), vec![]),
        ] {
            assert_eq!(reader.post(&path, &fields).await.status, StatusCode::FORBIDDEN, "{persona}: {path}");
        }
    }
    let mut stranger = server.browser("other lead");
    let refused = stranger.get(HOME).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Volunteer as a reviewer first"), "{}", refused.body);
    for path in ["/peer-review/training/progress", "/peer-review/training/progress.csv"] {
        for persona in ["lead", "contributor", "other lead"] {
            assert_eq!(server.browser(persona).get(path).await.status, StatusCode::NOT_FOUND, "{persona}: {path}");
        }
        assert_eq!(server.browser("board").get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn the_secretariat_sees_who_is_where_by_step_and_round_and_as_a_file() {
    let server = server_with_reviewers(&["lead", "contributor"]).await;
    complete(&mut server.browser("lead")).await;
    server.browser("contributor").post(&format!("{HOME}/pages/stairs"), &[]).await;
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("insert into availability (round_id, person_id, submissions, answered_at) values ($1, $2, 2, $3)")
        .bind(server.world.rounds[0].0)
        .bind(server.world.persona("contributor").person.unwrap().0)
        .bind(At(server.now()))
        .run()
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (mut browser, path) = (server.browser("secretariat"), "/peer-review/training/progress");
    let before = server.app.db.queries();
    let page = browser.get(path).await;
    let queries = server.app.db.queries() - before;
    assert!(queries <= 10, "{queries} queries");
    for words in
        ["Completed: 1 of 2 reviewers", "lead Example", "contributor Example", "1 of 2 pages", "22 November 2026"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let completed = browser.get(&format!("{path}?step=completed")).await.body;
    assert!(completed.contains("lead Example") && !completed.contains("contributor Example"), "{completed}");
    let round = server.world.rounds[0];
    let of_round = browser.get(&format!("{path}?round={round}")).await.body;
    assert!(of_round.contains("Completed: 0 of 1") && !of_round.contains("lead Example"), "{of_round}");
    let none = browser.get(&format!("{path}?round={round}&step=quiz")).await.body;
    assert!(none.contains("No reviewers match these filters"), "{none}");
    for unknown in ["nothing", "00000000-0000-0000-0000-000000000001"] {
        assert_eq!(browser.get(&format!("{path}?round={unknown}")).await.status, StatusCode::NOT_FOUND);
    }
    let file = browser.get(&format!("{path}.csv?step=completed&round=")).await;
    assert_eq!(
        file.body.trim_start_matches('\u{feff}'),
        "Name,Organisation,Step,Completed,Earlier edition completed\nlead Example,Northmoor University,Completed,2026-11-22,\n"
    );
    assert!(browser.get("/peer-review").await.body.contains("href=\"/peer-review/training/progress\""));
    assert!(server.browser("board").get("/peer-review").await.body.contains("href=\"/peer-review/training\""));
}

/// Sets nothing, and returns what would be set.
#[expect(clippy::unnecessary_wraps, reason = "a typesetter may fail")]
fn words(form: &Form, _: Option<&[u8]>, on: Date) -> Result<Vec<u8>, String> {
    Ok(format!("%PDF {on} {form:?}").into_bytes())
}

#[tokio::test]
async fn the_certificate_has_the_name_the_course_and_the_day_and_stays_after_reviewing() {
    let mut server = server_with_reviewers(&["lead"]).await;
    server.app.typeset = Some(words);
    server.router = web::routes::site(server.app.clone());
    let mut browser = server.browser("lead");
    complete(&mut browser).await;
    assert!(browser.get(COMPLETION).await.body.contains("certificate.pdf"));
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update reviewer set ended_at = $1").bind(At(server.now())).run().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(browser.get(HOME).await.status, StatusCode::FORBIDDEN);
    let file = browser.get("/peer-review/training/certificate.pdf").await;
    assert_eq!(file.status, StatusCode::OK);
    for words in ["2026-11-22", "lead Example", "Climbing for keepers", "2031-01", "22 November 2026"] {
        assert!(file.body.contains(words), "{words}: {}", file.body);
    }
    assert!(!file.body.contains("Bright every night"));
}

#[tokio::test]
async fn your_data_has_the_training() {
    let server = server_with_reviewers(&["lead"]).await;
    let mut browser = server.browser("lead");
    complete(&mut browser).await;
    let page = browser.get("/account/data").await;
    assert!(page.body.contains("Edition 2031-01, completed on 22 November 2026: 2 answers"), "{}", page.body);
    assert!(browser.get("/account/data.json").await.body.contains("Bright every night"));
}

#[tokio::test]
async fn a_charter_without_a_course_has_no_training() {
    let mut server = server_with_reviewers(&["lead"]).await;
    let mut charter = (*server.app.charter).clone();
    charter.course = None;
    server.app.charter = std::sync::Arc::new(charter);
    server.router = web::routes::site(server.app.clone());
    for persona in ["lead", "secretariat"] {
        assert_eq!(server.browser(persona).get(HOME).await.status, StatusCode::NOT_FOUND, "{persona}");
    }
    assert!(!server.browser("secretariat").get("/peer-review").await.body.contains(HOME));
}
