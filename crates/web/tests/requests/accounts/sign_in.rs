//! Signing in by link or by code, and its limits.

use crate::support::{Browser, Response, TestServer};
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
fn new_browser(server: &TestServer) -> Browser {
    Browser::new(server.router.clone(), &Persona { name: "nobody", person: None, session: None })
}

/// Takes the queued emails as the mailer does, and returns the recipient and the text of each.
pub(crate) async fn queued_emails(server: &TestServer) -> Vec<(String, String)> {
    let mut tx = server.app.db.write().await.unwrap();
    let claimed = emails::claim(&mut tx, &testing::program(), emails::Priority::All, 10, server.now()).await.unwrap();
    for message in &claimed {
        emails::sent(&mut tx, &testing::program(), message.id, server.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    claimed.into_iter().map(|message| (message.recipient, message.body)).collect()
}

/// The path of the link in an email.
pub(crate) fn link(body: &str) -> String {
    body.lines().find_map(|line| line.strip_prefix("http://assay.test")).unwrap().to_owned()
}

/// The code in an email.
fn code(body: &str) -> String {
    body.lines().find(|line| line.len() == 9 && line.as_bytes()[4] == b' ').unwrap().to_owned()
}

/// Requests a sign-in email and returns its text.
async fn request_email(server: &TestServer, browser: &mut Browser, email: &str) -> String {
    let response = browser.post("/sign-in", &[("email", email), ("then", "/account")]).await;
    assert_eq!((response.status, response.location()), (StatusCode::SEE_OTHER, "/sign-in/code"));
    queued_emails(server).await.pop().unwrap().1
}

async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

#[tokio::test]
async fn the_link_signs_in_its_browser_once() {
    let server = TestServer::new().await;
    let mut browser = new_browser(&server);
    let path = link(&request_email(&server, &mut browser, "Lead@Assay.example").await);
    for _ in 0..3 {
        // Email scanners open links, even several times.
        assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    }
    assert!(!is_signed_in(&mut browser).await);
    let response = browser.post(&path, &[]).await;
    assert_eq!((response.status, response.location()), (StatusCode::SEE_OTHER, "/account"));
    assert!(is_signed_in(&mut browser).await);
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn the_link_and_the_code_do_not_work_in_another_browser() {
    let server = TestServer::new().await;
    let (mut browser, mut other) = (new_browser(&server), new_browser(&server));
    let message = request_email(&server, &mut browser, "lead@assay.example").await;
    let page = other.get(&link(&message)).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.body.contains("Use the same browser or enter your code"));
    assert_eq!(other.post(&link(&message), &[]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        other.post("/sign-in/code", &[("code", &code(&message))]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(!is_signed_in(&mut other).await);
    // The code still works in the browser that requested it.
    assert_eq!(browser.post("/sign-in/code", &[("code", &code(&message))]).await.status, StatusCode::SEE_OTHER);
    assert!(is_signed_in(&mut browser).await);
    assert_eq!(browser.post(&link(&message), &[]).await.status, StatusCode::GONE, "the link ends with the code");
}

#[tokio::test]
async fn the_link_and_the_code_expire_after_fifteen_minutes() {
    let server = TestServer::new().await;
    let mut browser = new_browser(&server);
    let message = request_email(&server, &mut browser, "lead@assay.example").await;
    server.app.clock.advance(SignedDuration::from_mins(15));
    assert_eq!(browser.get(&link(&message)).await.status, StatusCode::GONE);
    assert_eq!(browser.post(&link(&message), &[]).await.status, StatusCode::GONE);
    assert_eq!(
        browser.post("/sign-in/code", &[("code", &code(&message))]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn after_five_wrong_codes_the_right_one_is_refused_too() {
    let server = TestServer::new().await;
    let mut browser = new_browser(&server);
    let right = code(&request_email(&server, &mut browser, "lead@assay.example").await);
    let wrong = if right == "1111 1111" { "2222 2222" } else { "1111 1111" };
    // Text that cannot be a code does not count as an attempt.
    assert!(browser.post("/sign-in/code", &[("code", "12")]).await.body.contains("Enter the 8-digit code"));
    for left in ["4 attempts", "3 attempts", "2 attempts", "1 attempt"] {
        let response = browser.post("/sign-in/code", &[("code", wrong)]).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(response.body.contains(left), "{left}");
        assert!(response.body.contains(wrong), "the form keeps the code");
    }
    assert!(browser.post("/sign-in/code", &[("code", wrong)]).await.body.contains("Too many attempts"));
    assert!(browser.post("/sign-in/code", &[("code", &right)]).await.body.contains("Too many attempts"));
    assert!(!is_signed_in(&mut browser).await);
    // A new email starts over.
    let right = code(&request_email(&server, &mut browser, "lead@assay.example").await);
    assert_eq!(browser.post("/sign-in/code", &[("code", &right)]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_response_does_not_reveal_which_addresses_have_an_account() {
    let server = TestServer::new().await;
    let mut responses: Vec<Response> = Vec::new();
    let mut pages = Vec::new();
    for email in ["lead@assay.example", "nobody-knows@assay.example"] {
        let mut browser = new_browser(&server);
        responses.push(browser.post("/sign-in", &[("email", email)]).await);
        responses.push(browser.post("/sign-in/code", &[("code", "1111 1111")]).await);
        pages.push(browser.get("/sign-in/code").await.body.replace(&browser.csrf(), ""));
    }
    assert_eq!((responses[0].status, responses[0].location()), (responses[2].status, responses[2].location()));
    assert_eq!(responses[1].status, responses[3].status);
    assert!(responses.iter().skip(1).step_by(2).all(|response| response.body.contains("4 attempts")));
    assert_eq!(pages[0], pages[1]);
    let emails = queued_emails(&server).await;
    assert_eq!(emails.len(), 1, "only the person with an account gets an email");
    assert_eq!(emails[0].0, "lead@assay.example");
}

#[tokio::test]
async fn emails_to_one_address_are_limited() {
    let server = TestServer::new().await;
    for _ in 0..sign_ins::ATTEMPTS_OF_STRANGERS {
        request_email(&server, &mut new_browser(&server), "lead@assay.example").await;
    }
    let response = new_browser(&server).post("/sign-in", &[("email", "lead@assay.example")]).await;
    assert_eq!(response.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(response.body.contains("A link that you have already received still works"), "{}", response.body);
    server.app.clock.advance(SignedDuration::from_mins(16));
    request_email(&server, &mut new_browser(&server), "lead@assay.example").await;
}

#[tokio::test]
async fn emails_to_one_address_from_one_browser_are_limited() {
    let server = TestServer::new().await;
    let mut browser = new_browser(&server);
    for _ in 0..sign_ins::ATTEMPTS {
        request_email(&server, &mut browser, "lead@assay.example").await;
    }
    let response = browser.post("/sign-in", &[("email", "lead@assay.example")]).await;
    assert_eq!(response.status, StatusCode::TOO_MANY_REQUESTS);
    request_email(&server, &mut browser, "contributor@assay.example").await;
}

/// Asks for an email to the lead in a new browser, from a network of its own.
async fn ask_as_stranger(server: &TestServer, network: u8) -> StatusCode {
    let mut browser = new_browser(server);
    let body = format!("email=lead%40assay.example&csrf={}", browser.csrf());
    let mut request = Request::post("/sign-in").body(Body::from(body)).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([198, 51, 100, network], 4711))));
    browser.send(request).await.status
}

#[tokio::test]
async fn five_requests_of_a_stranger_lock_no_one_out() {
    let server = TestServer::new().await;
    for _ in 0..10 {
        ask_as_stranger(&server, 1).await;
    }
    assert_eq!(ask_as_stranger(&server, 1).await, StatusCode::TOO_MANY_REQUESTS, "the stranger is stopped");
    queued_emails(&server).await;
    let mut browser = new_browser(&server);
    let path = link(&request_email(&server, &mut browser, "lead@assay.example").await);
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn a_neighbour_at_the_same_address_does_not_stop_a_link_that_was_sent() {
    let server = TestServer::new().await;
    let mut browser = new_browser(&server);
    let sent = link(&request_email(&server, &mut browser, "lead@assay.example").await);
    let from_campus = |browser: &Browser, path: &str, fields: &str| {
        let body = format!("csrf={}&{fields}", browser.csrf());
        let mut request = Request::post(path).body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 4711))));
        request
    };
    let mut last = StatusCode::OK;
    for _ in 0..60 {
        let mut neighbour = new_browser(&server);
        let guess = from_campus(&neighbour, "/sign-in/code", "code=1111+1111");
        last = neighbour.send(guess).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let follow = from_campus(&browser, &sent, "");
    assert_eq!(browser.send(follow).await.status, StatusCode::SEE_OTHER);
    assert!(is_signed_in(&mut browser).await);
}

#[tokio::test]
async fn an_attack_from_many_networks_stops_neither_a_known_browser_nor_a_link_that_was_sent() {
    let server = TestServer::new().await;
    let mut known = new_browser(&server);
    let path = link(&request_email(&server, &mut known, "lead@assay.example").await);
    known.post(&path, &[]).await;
    known.post("/sign-out", &[]).await;
    server.app.clock.advance(SignedDuration::from_hours(24 * 30));
    // The attempts that have expired are deleted every night. What makes a browser known is kept.
    let mut tx = server.app.db.write().await.unwrap();
    sign_ins::sweep(&mut tx, &testing::program(), server.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut fresh = new_browser(&server);
    let sent = link(&request_email(&server, &mut fresh, "lead@assay.example").await);
    let mut last = StatusCode::OK;
    for network in 0..40 {
        last = ask_as_stranger(&server, network).await;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "the mailbox is not flooded");
    assert_eq!(fresh.post(&sent, &[]).await.status, StatusCode::SEE_OTHER, "the link still works");
    assert!(is_signed_in(&mut fresh).await);
    while !queued_emails(&server).await.is_empty() {}
    let path = link(&request_email(&server, &mut known, "lead@assay.example").await);
    assert_eq!(known.post(&path, &[]).await.status, StatusCode::SEE_OTHER, "the known browser gets a link");
    assert!(is_signed_in(&mut known).await);
}

#[tokio::test]
async fn attempts_of_one_client_are_limited() {
    let server = TestServer::new().await;
    let mut last = StatusCode::OK;
    for number in 0..60 {
        let mut browser = new_browser(&server);
        let body = format!("email=someone{number}%40assay.example&csrf={}", browser.csrf());
        let mut request = Request::post("/sign-in").body(Body::from(body)).unwrap();
        let address: SocketAddr = "192.0.2.7:4711".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(address));
        // Without a proxy in front the header is ignored.
        request.headers_mut().insert("x-forwarded-for", format!("198.51.100.{number}").parse().unwrap());
        last = browser.send(request).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn signing_in_replaces_a_session_cookie_set_by_an_attacker() {
    let server = TestServer::new().await;
    let planted = store::core::secrets::new();
    let persona = Persona { name: "nobody", person: None, session: Some(planted.clone()) };
    let mut browser = Browser::new(server.router.clone(), &persona);
    let path = link(&request_email(&server, &mut browser, "lead@assay.example").await);
    browser.post(&path, &[]).await;
    assert_ne!(browser.cookie("session"), planted);
    let mut attacker = Browser::new(server.router.clone(), &persona);
    assert!(!is_signed_in(&mut attacker).await);
}

#[tokio::test]
async fn signing_in_again_ends_the_earlier_session() {
    let server = TestServer::new().await;
    let mut browser = server.browser("contributor");
    let old = browser.clone();
    let path = link(&request_email(&server, &mut browser, "lead@assay.example").await);
    browser.post(&path, &[]).await;
    assert!(is_signed_in(&mut browser).await);
    assert!(!is_signed_in(&mut old.clone()).await);
}

#[tokio::test]
async fn an_invalid_email_address_is_refused_and_stays_in_the_form() {
    let server = TestServer::new().await;
    let response = new_browser(&server).post("/sign-in", &[("email", "me at home"), ("then", "/account")]).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains("There is a problem") && response.body.contains("me at home"));
    assert!(response.body.contains(r#"name="then" value="/account""#));
}

#[tokio::test]
async fn no_redirect_leads_to_another_site() {
    let server = TestServer::new().await;
    for then in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let mut browser = new_browser(&server);
        browser.post("/sign-in", &[("email", "lead@assay.example"), ("then", then)]).await;
        let path = link(&queued_emails(&server).await.pop().unwrap().1);
        assert_eq!(browser.post(&path, &[]).await.location(), "/home");
    }
}

#[tokio::test]
async fn signing_in_returns_to_the_page_that_was_requested() {
    let server = TestServer::new().await;
    let mut browser = new_browser(&server);
    assert_eq!(browser.get("/account?x=1").await.location(), "/sign-in?then=/account%3Fx%3D1");
    let from = |site: &str| {
        let request = Request::post("/account/name").header(header::REFERER, format!("{site}/account"));
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(browser.send(from("http://assay.test")).await.location(), "/sign-in?then=/account");
    assert_eq!(browser.send(from("http://evil.test")).await.location(), "/sign-in?then=/home");
}

#[tokio::test]
async fn the_operators_link_works_in_any_browser_a_set_number_of_times() {
    let server = TestServer::new().await;
    let mut tx = server.app.db.write().await.unwrap();
    let email = Email::parse("lead@assay.example").unwrap();
    let (may, hour) = (testing::program(), SignedDuration::from_hours(1));
    let secret = sign_ins::issue_for_operator(&mut tx, &may, &email, 2, hour, server.now()).await.unwrap();
    let path = format!("/sign-in/link/{secret}");
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let mut browser = new_browser(&server);
        assert_eq!(browser.post(&path, &[]).await.location(), "/home");
        assert!(is_signed_in(&mut browser).await);
    }
    assert_eq!(new_browser(&server).post(&path, &[]).await.status, StatusCode::GONE);
}
