//! Signing in: what gives access, and all that does not.

use crate::support::{Answer, Browser, Trial};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use jiff::SignedDuration;
use model::core::short::Email;
use std::net::SocketAddr;
use store::{accounts::sign_ins, work::emails};
use testing::world::Persona;

/// A browser without a session.
fn fresh(trial: &Trial) -> Browser {
    Browser::new(trial.router.clone(), &Persona { name: "nobody", person: None, session: None })
}

/// The emails that wait, as the mailer takes them: to whom, and their text.
pub(crate) async fn queued_emails(trial: &Trial) -> Vec<(String, String)> {
    let mut tx = trial.app.db.write().await.unwrap();
    let taken = emails::claim(&mut tx, &testing::program(), emails::Turn::All, 10, trial.now()).await.unwrap();
    for message in &taken {
        emails::sent(&mut tx, &testing::program(), message.id, trial.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    taken.into_iter().map(|message| (message.recipient, message.body)).collect()
}

/// The path of the link in an email.
pub(crate) fn link(body: &str) -> String {
    body.lines().find_map(|line| line.strip_prefix("http://assay.test")).unwrap().to_owned()
}

fn code(body: &str) -> String {
    body.lines().find(|line| line.len() == 9 && line.as_bytes()[4] == b' ').unwrap().to_owned()
}

/// Requests an email and reads it.
async fn asked(trial: &Trial, browser: &mut Browser, email: &str) -> String {
    let answer = browser.post("/sign-in", &[("email", email), ("then", "/account")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in/code"));
    queued_emails(trial).await.pop().unwrap().1
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

#[tokio::test]
async fn the_link_lets_its_browser_in_once() {
    let trial = Trial::new().await;
    let mut browser = fresh(&trial);
    let path = link(&asked(&trial, &mut browser, "Lead@Assay.example").await);
    for _ in 0..3 {
        // A scanner of mail looks, and looks again.
        assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    }
    assert!(!is_in(&mut browser).await);
    let answer = browser.post(&path, &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/account"));
    assert!(is_in(&mut browser).await);
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn in_another_browser_neither_link_nor_code_works() {
    let trial = Trial::new().await;
    let (mut browser, mut other) = (fresh(&trial), fresh(&trial));
    let message = asked(&trial, &mut browser, "lead@assay.example").await;
    let shown = other.get(&link(&message)).await;
    assert_eq!(shown.status, StatusCode::FORBIDDEN);
    assert!(shown.body.contains("Use the same browser or enter your code"));
    assert_eq!(other.post(&link(&message), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        other.post("/sign-in/code", &[("code", &code(&message))]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(!is_in(&mut other).await);
    // Where it began, the code works still.
    assert_eq!(browser.post("/sign-in/code", &[("code", &code(&message))]).await.status, StatusCode::SEE_OTHER);
    assert!(is_in(&mut browser).await);
    assert_eq!(browser.post(&link(&message), &[]).await.status, StatusCode::GONE, "one of the two is enough");
}

#[tokio::test]
async fn both_are_over_after_a_quarter_of_an_hour() {
    let trial = Trial::new().await;
    let mut browser = fresh(&trial);
    let message = asked(&trial, &mut browser, "lead@assay.example").await;
    trial.app.clock.pass(SignedDuration::from_mins(15));
    assert_eq!(browser.get(&link(&message)).await.status, StatusCode::GONE);
    assert_eq!(browser.post(&link(&message), &[]).await.status, StatusCode::GONE);
    assert_eq!(
        browser.post("/sign-in/code", &[("code", &code(&message))]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn after_five_wrong_codes_the_right_one_is_wrong_too() {
    let trial = Trial::new().await;
    let mut browser = fresh(&trial);
    let right = code(&asked(&trial, &mut browser, "lead@assay.example").await);
    let wrong = if right == "1111 1111" { "2222 2222" } else { "1111 1111" };
    // Words that are no code are not a try.
    assert!(browser.post("/sign-in/code", &[("code", "12")]).await.body.contains("Enter the 8-digit code"));
    for left in ["4 attempts", "3 attempts", "2 attempts", "1 attempt"] {
        let answer = browser.post("/sign-in/code", &[("code", wrong)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(left), "{left}");
        assert!(answer.body.contains(wrong), "what was typed stays");
    }
    assert!(browser.post("/sign-in/code", &[("code", wrong)]).await.body.contains("Too many attempts"));
    assert!(browser.post("/sign-in/code", &[("code", &right)]).await.body.contains("Too many attempts"));
    assert!(!is_in(&mut browser).await);
    // A new email starts over.
    let right = code(&asked(&trial, &mut browser, "lead@assay.example").await);
    assert_eq!(browser.post("/sign-in/code", &[("code", &right)]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_answer_does_not_show_which_addresses_are_known() {
    let trial = Trial::new().await;
    let mut answers: Vec<Answer> = Vec::new();
    let mut pages = Vec::new();
    for email in ["lead@assay.example", "nobody-knows@assay.example"] {
        let mut browser = fresh(&trial);
        answers.push(browser.post("/sign-in", &[("email", email)]).await);
        answers.push(browser.post("/sign-in/code", &[("code", "1111 1111")]).await);
        pages.push(browser.get("/sign-in/code").await.body.replace(&browser.csrf(), ""));
    }
    assert_eq!((answers[0].status, answers[0].location()), (answers[2].status, answers[2].location()));
    assert_eq!(answers[1].status, answers[3].status);
    assert!(answers.iter().skip(1).step_by(2).all(|answer| answer.body.contains("4 attempts")));
    assert_eq!(pages[0], pages[1]);
    let emails = queued_emails(&trial).await;
    assert_eq!(emails.len(), 1, "only who is known gets an email");
    assert_eq!(emails[0].0, "lead@assay.example");
}

#[tokio::test]
async fn a_mailbox_is_not_flooded() {
    let trial = Trial::new().await;
    for _ in 0..sign_ins::ATTEMPTS {
        asked(&trial, &mut fresh(&trial), "lead@assay.example").await;
    }
    let answer = fresh(&trial).post("/sign-in", &[("email", "lead@assay.example")]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    trial.app.clock.pass(SignedDuration::from_mins(16));
    asked(&trial, &mut fresh(&trial), "lead@assay.example").await;
}

#[tokio::test]
async fn one_client_cannot_try_without_end() {
    let trial = Trial::new().await;
    let mut last = StatusCode::OK;
    for number in 0..60 {
        let mut browser = fresh(&trial);
        let body = format!("email=someone{number}%40assay.example&csrf={}", browser.csrf());
        let mut request = Request::post("/sign-in").body(Body::from(body)).unwrap();
        let address: SocketAddr = "192.0.2.7:4711".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        // Without a proxy in front the header is not believed.
        request.headers_mut().insert("x-forwarded-for", format!("198.51.100.{number}").parse().unwrap());
        last = browser.send(request).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_session_that_was_planted_is_never_signed_in() {
    let trial = Trial::new().await;
    let planted = store::core::secrets::new();
    let persona = Persona { name: "nobody", person: None, session: Some(planted.clone()) };
    let mut browser = Browser::new(trial.router.clone(), &persona);
    let path = link(&asked(&trial, &mut browser, "lead@assay.example").await);
    browser.post(&path, &[]).await;
    assert_ne!(browser.cookie("session"), planted);
    let mut thief = Browser::new(trial.router.clone(), &persona);
    assert!(!is_in(&mut thief).await);
}

#[tokio::test]
async fn who_signs_in_again_leaves_no_session_behind() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("contributor");
    let old = browser.clone();
    let path = link(&asked(&trial, &mut browser, "lead@assay.example").await);
    browser.post(&path, &[]).await;
    assert!(is_in(&mut browser).await);
    assert!(!is_in(&mut old.clone()).await);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_kept() {
    let trial = Trial::new().await;
    let answer = fresh(&trial).post("/sign-in", &[("email", "me at home"), ("then", "/account")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("There is a problem") && answer.body.contains("me at home"));
    assert!(answer.body.contains(r#"name="then" value="/account""#));
}

#[tokio::test]
async fn no_redirect_leads_to_another_site() {
    let trial = Trial::new().await;
    for then in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let mut browser = fresh(&trial);
        browser.post("/sign-in", &[("email", "lead@assay.example"), ("then", then)]).await;
        let path = link(&queued_emails(&trial).await.pop().unwrap().1);
        assert_eq!(browser.post(&path, &[]).await.location(), "/home");
    }
}

#[tokio::test]
async fn a_visitor_who_signs_in_comes_back_to_where_they_were() {
    let trial = Trial::new().await;
    let mut browser = fresh(&trial);
    assert_eq!(browser.get("/account?x=1").await.location(), "/sign-in?then=/account%3Fx%3D1");
    let from = |site: &str| {
        let request = Request::post("/account/name").header(header::REFERER, format!("{site}/account"));
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(browser.send(from("http://assay.test")).await.location(), "/sign-in?then=/account");
    assert_eq!(browser.send(from("http://evil.test")).await.location(), "/sign-in?then=/home");
}

#[tokio::test]
async fn the_operators_link_works_in_any_browser_as_often_as_it_says() {
    let trial = Trial::new().await;
    let mut tx = trial.app.db.write().await.unwrap();
    let email = Email::parse("lead@assay.example").unwrap();
    let (may, hour) = (testing::program(), SignedDuration::from_hours(1));
    let secret = sign_ins::issue_for_operator(&mut tx, &may, &email, 2, hour, trial.now()).await.unwrap();
    let path = format!("/sign-in/link/{secret}");
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let mut browser = fresh(&trial);
        assert_eq!(browser.post(&path, &[]).await.location(), "/home");
        assert!(is_in(&mut browser).await);
    }
    assert_eq!(fresh(&trial).post(&path, &[]).await.status, StatusCode::GONE);
}
