//! Respondents are anonymous.

use crate::support::{Browser, Response, TestServer};
use axum::http::{StatusCode, header};
use jiff::SignedDuration;

fn path(server: &TestServer) -> String {
    format!("/respond/{}", server.world.codes[0])
}

async fn sealed(server: &TestServer) -> Vec<String> {
    let mut tx = server.app.db.read().await.unwrap();
    let rows: Vec<(String,)> = tx.query("select cast(contents as text) from response").all().await.unwrap();
    rows.into_iter().map(|(contents,)| contents).collect()
}

/// The random word of the form on a page.
fn word(page: &Response) -> String {
    let (_, rest) = page.body.split_once("name=\"form\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

async fn respond(browser: &mut Browser, path: &str, words: &str) -> Response {
    let form = word(&browser.get(path).await);
    browser
        .post(path, &[("form", &form), ("group", "0"), ("q1", "4"), ("q4", "0"), ("q5", words), ("a0", "Good")])
        .await
}

#[tokio::test]
async fn a_phone_without_an_account_answers_and_is_thanked() {
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
    assert_eq!(sealed(&server).await.len(), 1);
}

#[tokio::test]
async fn a_code_is_found_as_people_type_it() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let code = server.world.codes[0].as_str().to_uppercase();
    assert_eq!(phone.get(&format!("/respond/{code}")).await.status, StatusCode::OK);
    for wrong in ["zzzz-zzzz", "x", "%00"] {
        assert_eq!(phone.get(&format!("/respond/{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn nothing_that_is_kept_is_about_the_browser_the_person_or_the_time() {
    let server = TestServer::new().await;
    // A visitor who is signed in is anonymous here too.
    let mut lead = server.browser("lead");
    let (browser, session) = (lead.cookie("browser").to_owned(), lead.cookie("session").to_owned());
    let page = lead.get(&path(&server)).await;
    assert!(!page.body.contains("lead Example"), "the page does not look at the session");
    let form = word(&page);
    let before = sealed(&server).await;
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
    let mut kept = sealed(&server).await;
    kept.retain(|one| !before.contains(one));
    assert_eq!(kept.len(), 1);
    let person = server.world.persona("lead").person.unwrap().to_string();
    for secret in [browser, session, form.clone(), person] {
        assert!(!kept[0].contains(&secret));
    }
    assert!(!kept[0].contains("202"), "no year: {}", kept[0]);
    assert_eq!((count("event").await, count("session").await), (events, seen));
    let mut tx = server.app.db.read().await.unwrap();
    let (seal,): (String,) = tx.query("select seal from response").one().await.unwrap();
    assert_ne!(seal, form);
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_answer() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let form = word(&phone.get(&path(&server)).await);
    for _ in 0..2 {
        let sent = phone.post(&path(&server), &[("form", form.as_str()), ("q1", "0")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(sealed(&server).await.len(), 1);
    respond(&mut phone, &path(&server), "Another person at the same tablet").await;
    assert_eq!(sealed(&server).await.len(), 2);
}

#[tokio::test]
async fn what_cannot_be_taken_comes_back_with_every_word() {
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
    assert!(sealed(&server).await.is_empty());
    let bare = phone.post_raw(&path(&server), "q1=0".into()).await;
    assert_eq!(bare.status, StatusCode::FORBIDDEN, "without our token");
}

#[tokio::test]
async fn a_closed_consultation_says_so_and_takes_nothing() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let closed = format!("/respond/{}", server.world.codes[1]);
    assert!(phone.get(&closed).await.body.contains("Consultation closed"));
    let form = word(&phone.get(&path(&server)).await);
    server.app.clock.pass(SignedDuration::from_hours(15 * 24));
    let late = phone.post(&path(&server), &[("form", form.as_str()), ("q5", "More light, please")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(late.body.contains("More light, please"), "the words come back");
    assert!(phone.get(&path(&server)).await.body.contains("Consultation closed"));
}

#[tokio::test]
async fn a_name_is_left_apart_from_the_answer_and_bounded() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    let name = format!("{}/name", path(&server));
    let blank = phone.post(&name, &[("words", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = phone.post(&name, &[("words", "A. Keeper, extension 12")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    assert!(phone.get(kept.location()).await.body.contains("Contact details sent"));
    let mut tx = server.app.db.read().await.unwrap();
    let kept: Vec<(uuid::Uuid, String)> = tx.query("select id, words from follow_up").all().await.unwrap();
    assert_eq!((kept.len(), kept[0].0.get_version_num(), kept[0].1.as_str()), (1, 4, "A. Keeper, extension 12"));
}

#[tokio::test]
async fn an_answer_makes_no_page_in_memory_out_of_date() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    phone.get("/signatories").await;
    respond(&mut phone, &path(&server), "More light").await;
    let before = server.app.db.queries();
    phone.get("/signatories").await;
    assert!(server.app.db.queries() - before <= 1);
}

#[tokio::test]
async fn no_answer_is_kept_by_a_browser_or_a_proxy() {
    let server = TestServer::new().await;
    let mut phone = server.browser("nobody");
    for path in [path(&server), format!("{}/thanks", path(&server))] {
        assert_eq!(phone.get(&path).await.headers[header::CACHE_CONTROL], "no-store");
    }
}
