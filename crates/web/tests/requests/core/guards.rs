//! What guards every answer: tokens, origins, cookies, headers.

use crate::support::{Browser, Trial};
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
async fn a_form_without_our_token_does_nothing() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("lead");
    let another = trial.browser("lead").csrf();
    for body in ["name=Mallory".to_owned(), "name=Mallory&csrf=".to_owned(), format!("name=Mallory&csrf={another}")] {
        let answer = browser.post_raw("/account/name", body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("Form expired: reload the page and try again"));
    }
    assert!(!browser.get("/account").await.body.contains("Mallory"));
}

#[tokio::test]
async fn a_form_from_another_site_does_nothing_even_with_the_token() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("lead");
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
async fn every_answer_has_its_guards_the_refusals_too() {
    let trial = Trial::new().await;
    let lead = || trial.browser("lead");
    let organisation = trial.world.organisation;
    let answers = [
        (StatusCode::OK, lead().get("/account").await),
        (StatusCode::NOT_FOUND, lead().get("/nothing").await),
        (StatusCode::NOT_FOUND, lead().get("/account/name").await),
        (
            StatusCode::NOT_FOUND,
            trial.browser("other lead").get(&format!("/organisations/{organisation}/people")).await,
        ),
        (StatusCode::SEE_OTHER, trial.browser("nobody").get("/account").await),
        (StatusCode::FORBIDDEN, lead().post_raw("/account/name", String::new()).await),
        (StatusCode::UNPROCESSABLE_ENTITY, lead().post("/account/name", &[("name", " ")]).await),
        (StatusCode::PAYLOAD_TOO_LARGE, lead().post("/account/name", &[("name", &"a".repeat(3_000_000))]).await),
    ];
    for (status, answer) in answers {
        assert_eq!(answer.status, status, "{}", answer.body);
        let has = |name: &str, part: &str| {
            answer.headers.get(name).is_some_and(|value| value.to_str().unwrap().contains(part))
        };
        assert!(has("content-security-policy", "default-src 'none'"), "{status}");
        assert!(has("content-security-policy", "script-src 'self';"), "{status}");
        assert!(has("content-security-policy", "frame-ancestors 'none'"), "{status}");
        assert!(has("x-content-type-options", "nosniff") && has("x-frame-options", "DENY"), "{status}");
        assert!(has("referrer-policy", "same-origin") && has("cache-control", "no-store"), "{status}");
        assert!(
            !answer.body.contains("<style") && !answer.body.contains(" style=") && !answer.body.contains("onclick")
        );
    }
}

#[tokio::test]
async fn cookies_are_out_of_reach_for_scripts_and_other_sites() {
    let trial = Trial::new().await;
    let site = Site { base: "https://assay.test".into(), ..Site::default() };
    let secure = routes::site(App { site: Arc::new(site), ..trial.app.clone() });
    for (router, is_secure) in [(trial.router.clone(), false), (secure, true)] {
        let mut browser = Browser::new(router, &Persona { name: "nobody", person: None, session: None });
        let request = Request::get("/sign-in").header(header::COOKIE, "").body(Body::empty()).unwrap();
        browser.forget();
        let answer = browser.send(request).await;
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/"));
        assert_eq!(cookie.contains("; Secure"), is_secure);
        assert_eq!(cookie.starts_with("__Host-browser="), is_secure);
        assert_eq!(answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), is_secure);
    }
}

#[tokio::test]
async fn a_browser_cannot_choose_a_weak_secret() {
    let trial = Trial::new().await;
    let mut browser = trial.browser("nobody");
    for weak in ["", "1", &"z".repeat(64)] {
        browser.forget();
        let request = Request::get("/sign-in").body(Body::empty()).unwrap();
        browser.plant("browser", weak);
        let answer = browser.send(request).await;
        assert!(answer.headers.contains_key(header::SET_COOKIE), "{weak}");
        assert_eq!(browser.cookie("browser").len(), 64);
        assert_ne!(browser.cookie("browser"), weak);
    }
}
