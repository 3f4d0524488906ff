//! The checks and headers of every request: CSRF tokens, origins, cookies, security headers.

use crate::support::{Browser, TestServer};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use std::sync::Arc;
use testing::world::Persona;
use web::{
    core::app::{App, Site},
    routes,
};

#[tokio::test]
async fn a_form_without_a_valid_csrf_token_changes_nothing() {
    let server = TestServer::new().await;
    let mut browser = server.browser("lead");
    let other = server.browser("lead").csrf();
    for body in ["name=Mallory".to_owned(), "name=Mallory&csrf=".to_owned(), format!("name=Mallory&csrf={other}")] {
        let response = browser.post_raw("/account/name", body).await;
        assert_eq!(response.status, StatusCode::FORBIDDEN);
        assert!(response.body.contains("Form expired: reload the page and try again"));
    }
    assert!(!browser.get("/account").await.body.contains("Mallory"));
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_a_valid_token() {
    let server = TestServer::new().await;
    let mut browser = server.browser("lead");
    for (name, value, status) in [
        ("origin", "https://evil.example", StatusCode::FORBIDDEN),
        ("origin", "null", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
        ("origin", "http://assay.test", StatusCode::SEE_OTHER),
        ("sec-fetch-site", "same-origin", StatusCode::SEE_OTHER),
    ] {
        let body = format!("name=Ada&csrf={}", browser.csrf());
        let request = Request::post("/account/name").header(name, value).body(Body::from(body)).unwrap();
        assert_eq!(browser.send(request).await.status, status, "{name}: {value}");
    }
}

#[tokio::test]
async fn every_response_has_security_headers_including_errors() {
    let server = TestServer::new().await;
    let lead = || server.browser("lead");
    let organisation = server.world.organisation;
    let responses = [
        (StatusCode::OK, lead().get("/account").await),
        (StatusCode::NOT_FOUND, lead().get("/nothing").await),
        (StatusCode::NOT_FOUND, lead().get("/account/name").await),
        (
            StatusCode::NOT_FOUND,
            server.browser("other lead").get(&format!("/organisations/{organisation}/people")).await,
        ),
        (StatusCode::SEE_OTHER, server.browser("nobody").get("/account").await),
        (StatusCode::FORBIDDEN, lead().post_raw("/account/name", String::new()).await),
        (StatusCode::UNPROCESSABLE_ENTITY, lead().post("/account/name", &[("name", " ")]).await),
        (StatusCode::PAYLOAD_TOO_LARGE, lead().post("/account/name", &[("name", &"a".repeat(3_000_000))]).await),
    ];
    for (status, response) in responses {
        assert_eq!(response.status, status, "{}", response.body);
        let has = |name: &str, part: &str| {
            response.headers.get(name).is_some_and(|value| value.to_str().unwrap().contains(part))
        };
        assert!(has("content-security-policy", "default-src 'none'"), "{status}");
        assert!(has("content-security-policy", "script-src 'self';"), "{status}");
        assert!(has("content-security-policy", "frame-ancestors 'none'"), "{status}");
        assert!(has("x-content-type-options", "nosniff") && has("x-frame-options", "DENY"), "{status}");
        assert!(has("referrer-policy", "same-origin") && has("cache-control", "no-store"), "{status}");
        let inline = ["<style", " style=", "onclick"];
        assert!(!inline.iter().any(|text| response.body.contains(*text)), "{status}");
    }
}

#[tokio::test]
async fn cookies_are_not_available_to_scripts_or_other_sites() {
    let server = TestServer::new().await;
    let site = Site { base: "https://assay.test".into(), ..Site::default() };
    let secure = routes::site(App { site: Arc::new(site), ..server.app.clone() });
    for (router, is_secure) in [(server.router.clone(), false), (secure, true)] {
        let mut browser = Browser::new(router, &Persona { name: "nobody", person: None, session: None });
        let request = Request::get("/sign-in").header(header::COOKIE, "").body(Body::empty()).unwrap();
        browser.clear_cookies();
        let response = browser.send(request).await;
        let cookie = response.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/"));
        assert_eq!(cookie.contains("; Secure"), is_secure);
        assert_eq!(cookie.starts_with("__Host-browser="), is_secure);
        assert_eq!(response.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), is_secure);
    }
}

#[tokio::test]
async fn a_weak_browser_cookie_is_replaced() {
    let server = TestServer::new().await;
    let mut browser = server.browser("nobody");
    for weak in ["", "1", &"z".repeat(64)] {
        browser.clear_cookies();
        let request = Request::get("/sign-in").body(Body::empty()).unwrap();
        browser.set_cookie("browser", weak);
        let response = browser.send(request).await;
        assert!(response.headers.contains_key(header::SET_COOKIE), "{weak}");
        assert_eq!(browser.cookie("browser").len(), 64);
        assert_ne!(browser.cookie("browser"), weak);
    }
}
