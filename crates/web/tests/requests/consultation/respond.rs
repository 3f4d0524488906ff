//! Responses to a consultation are anonymous.

use crate::support::{Browser, Response, TestServer};
use axum::http::{StatusCode, header};
use jiff::SignedDuration;

fn path(server: &TestServer) -> String {
    format!("/respond/{}", server.world.codes[0])
}

/// The contents of all stored responses.
async fn responses(server: &TestServer) -> Vec<String> {
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(String,)> = tx.query("select cast(contents as text) from response").all().await.unwrap();
    rows.into_iter().map(|(contents,)| contents).collect()
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}

/// The random identity of the form on a page.
fn form_id(page: &Response) -> String {
    let (_, rest) = page.body.split_once("name=\"form\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

async fn respond(browser: &mut Browser, path: &str, words: &str) -> Response {
    let form = form_id(&browser.get(path).await);
    browser
        .post(path, &[("form", &form), ("group", "0"), ("q1", "4"), ("q4", "0"), ("q5", words), ("a0", "Good")])
        .await
}

#[tokio::test]
async fn anyone_responds_without_an_account() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let before = server.app.db.queries();
    let page = phone.get(&path(&server)).await;
    assert!(server.app.db.queries() - before <= 2);
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Your response is anonymous") && !page.body.contains("/sign-in"));
    let sent = respond(&mut phone, &path(&server), "More light").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let thanks = phone.get(sent.location()).await;
    assert!(thanks.body.contains("Response sent"));
    assert_eq!(responses(&server).await.len(), 1);
}

#[tokio::test]
async fn a_code_may_be_typed_in_capitals() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let code = server.world.codes[0].as_str().to_uppercase();
    assert_eq!(phone.get(&format!("/respond/{code}")).await.status, StatusCode::OK);
    for wrong in ["zzzz-zzzz", "x", "%00"] {
        assert_eq!(phone.get(&format!("/respond/{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_response_stores_nothing_about_the_browser_the_person_or_the_time() {
    let server = TestServer::new().await;
    // A person who is signed in is anonymous too.
    let mut lead = server.browser("lead");
    let (browser, session) = (lead.cookie("browser").to_owned(), lead.cookie("session").to_owned());
    let page = lead.get(&path(&server)).await;
    assert!(!page.body.contains("lead Example"), "the page does not use the session");
    let form = form_id(&page);
    let before = responses(&server).await;
    let count = |table: &'static str| {
        let db = server.app.db.clone();
        async move {
            let sql = match table {
                "event" => "select cast(count(*) as bigint) from event",
                _ => "select cast(count(*) as bigint) from session where seen_at > created_at",
            };
            db.read().await.unwrap().query(sql).one::<(i64,)>().await.unwrap().0
        }
    };
    let (events, seen) = (count("event").await, count("session").await);
    lead.post(&path(&server), &[("form", &form), ("q5", "More light")]).await;
    let mut stored = responses(&server).await;
    stored.retain(|one| !before.contains(one));
    assert_eq!(stored.len(), 1);
    let person = server.world.persona("lead").person.unwrap().to_string();
    for secret in [browser, session, form.clone(), person] {
        assert!(!stored[0].contains(&secret));
    }
    assert!(!stored[0].contains(&hex("More light")) && !stored[0].contains("More light"), "it is encrypted");
    assert_eq!((count("event").await, count("session").await), (events, seen));
    let mut tx = server.app.db.read().await.unwrap();
    let (seal,): (String,) = tx.query("select seal from response").one().await.unwrap();
    assert_ne!(seal, form);
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_response() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let form = form_id(&phone.get(&path(&server)).await);
    let first = phone.post(&path(&server), &[("form", form.as_str()), ("q1", "0")]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let again = phone.post(&path(&server), &[("form", form.as_str()), ("q1", "0")]).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.body.contains("The first response counts"), "{}", again.body);
    assert_eq!(responses(&server).await.len(), 1);
    respond(&mut phone, &path(&server), "Another person at the same tablet").await;
    assert_eq!(responses(&server).await.len(), 2);
}

/// A lead who opened the form on a shared device knows its token, and tries answers.
#[tokio::test]
async fn the_token_of_a_form_does_not_tell_what_was_answered() {
    let server = TestServer::new().await;
    let (mut phone, mut lead) = (server.browser("nobody"), server.browser("lead"));
    let form = form_id(&lead.get(&path(&server)).await);
    let sent = phone.post(&path(&server), &[("form", form.as_str()), ("q1", "4"), ("q5", "More light")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let mut tried = Vec::new();
    for (point, words) in [("4", "More light"), ("0", "More light"), ("4", "Less light")] {
        let page = lead.post(&path(&server), &[("form", form.as_str()), ("q1", point), ("q5", words)]).await;
        assert!(page.body.contains(&format!("{words}</textarea>")), "what was typed is not lost: {}", page.body);
        assert_ne!(form_id(&page), form, "it can be sent as another response");
        tried.push((page.status, page.body.split("<summary>Send your own response").next().unwrap().to_owned()));
        assert_eq!(responses(&server).await.len(), 1, "{point} {words}");
    }
    assert!(tried.iter().all(|one| *one == tried[0]), "{tried:?}");
}

#[tokio::test]
async fn forms_without_a_token_are_not_taken_for_one_form() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    for _ in 0..2 {
        let refused = phone.post(&path(&server), &[("q5", "More light")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("More light</textarea>") && form_id(&refused).len() == 64);
    }
    assert!(responses(&server).await.is_empty());
}

#[tokio::test]
async fn an_invalid_response_is_refused_and_stays_in_the_form() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let nothing = phone.post(&path(&server), &[("form", "a"), ("group", "1")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("href=\"#q1\"") && nothing.body.contains("value=\"1\" checked"));
    let long = "Too <long> ".repeat(300);
    let sent =
        [("form", "a"), ("q1", "3"), ("q5", long.as_str()), ("a0", "Good"), ("matters", "0"), ("q6-idea-2", "Paint")];
    let refused = phone.post(&path(&server), &sent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#q5\"") && refused.body.contains("Too &#60;long&#62;"));
    assert!(refused.body.contains("\nGood</textarea>") && refused.body.contains("\nPaint</textarea>"));
    assert!(responses(&server).await.is_empty());
    let bare = phone.post_raw(&path(&server), "q1=0&form=b".into()).await;
    assert_eq!(bare.status, StatusCode::SEE_OTHER, "without cookies there is no CSRF token");
}

#[tokio::test]
async fn a_closed_consultation_accepts_no_responses() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let closed = format!("/respond/{}", server.world.codes[1]);
    assert!(phone.get(&closed).await.body.contains("Consultation closed"));
    let form = form_id(&phone.get(&path(&server)).await);
    server.app.clock.advance(SignedDuration::from_hours(15 * 24));
    let late = phone.post(&path(&server), &[("form", form.as_str()), ("q5", "More light, please")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.body.contains("More light, please"), "the page shows the text again");
    assert!(phone.get(&path(&server)).await.body.contains("Consultation closed"));
}

#[tokio::test]
async fn contact_details_are_stored_apart_from_the_response() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let name = format!("{}/name", path(&server));
    let blank = phone.post(&name, &[("words", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = phone.post(&name, &[("words", "A. Keeper, extension 12")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(phone.get(sent.location()).await.body.contains("Contact details sent"));
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(uuid::Uuid, String)> = tx.query("select id, words from follow_up").all().await.unwrap();
    // A version 4 identity is random: it does not contain the time, as version 7 does.
    assert_eq!((rows.len(), rows[0].0.get_version_num(), rows[0].1.as_str()), (1, 4, "A. Keeper, extension 12"));
}

#[tokio::test]
async fn a_response_does_not_invalidate_cached_pages() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    phone.get("/signatories").await;
    respond(&mut phone, &path(&server), "More light").await;
    let before = server.app.db.queries();
    phone.get("/signatories").await;
    assert!(server.app.db.queries() - before <= 1);
}

#[tokio::test]
async fn pages_for_respondents_are_not_cached_by_browsers_or_proxies() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    for path in [path(&server), format!("{}/thanks", path(&server))] {
        assert_eq!(phone.get(&path).await.headers[header::CACHE_CONTROL], "no-store");
    }
}

#[tokio::test]
async fn pages_for_respondents_set_and_read_no_cookie() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    lead.clear_cookies();
    for path in
        [path(&server), format!("{}/thanks", path(&server)), "/respond/zzzz-zzzz".into(), "/voice/zzzz-zzzz".into()]
    {
        let page = lead.get(&path).await;
        assert!(!page.headers.contains_key(header::SET_COOKIE), "{path}");
    }
    let sent = respond(&mut lead, &path(&server), "More light").await;
    assert!(sent.status == StatusCode::SEE_OTHER && !sent.headers.contains_key(header::SET_COOKIE));
    let name = lead.post(&format!("{}/name", path(&server)), &[("words", "A. Keeper")]).await;
    assert!(name.status == StatusCode::SEE_OTHER && !name.headers.contains_key(header::SET_COOKIE));
    // The session, the browser and a notice of a person who is signed in change nothing.
    let mut signed_in = server.browser("lead");
    signed_in.set_cookie("notice", &hex("Welcome back"));
    let before = server.app.db.queries();
    let page = signed_in.get(&path(&server)).await;
    assert_eq!(server.app.db.queries() - before, 1, "one query, and none for a session");
    assert!(!page.body.contains("Welcome back") && !page.body.contains(&signed_in.csrf()));
}

#[tokio::test]
async fn respondents_are_told_what_an_open_link_does_not_protect_against() {
    let server = TestServer::new().await;
    let page = server.browser("nobody").get(&path(&server)).await.body;
    for text in [
        "The organisation says that it invited 40 people.",
        "The number of people who responded cannot be known.",
        "If fewer than 10 people respond, nothing is shown",
    ] {
        assert!(page.contains(text), "{text}");
    }
}
