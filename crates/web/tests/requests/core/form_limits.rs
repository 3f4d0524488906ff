//! A form is refused before it is parsed if it is larger than its address allows.

use crate::support::TestServer;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

const FORM: &str = "application/x-www-form-urlencoded";

async fn post(server: &TestServer, who: &str, path: &str, kind: &str, body: String) -> StatusCode {
    let request = Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
    server.browser(who).send(request).await.status
}

#[tokio::test]
async fn a_million_empty_fields_are_not_parsed() {
    let server = TestServer::new().await;
    let question = &server.app.charter.editions[0].questions[0].id;
    let answer = format!("/assessments/{}/questions/{question}", server.world.assessments[0].0);
    let many = "a&".repeat(1024 * 1024);
    let started = std::time::Instant::now();
    for (who, path) in [("nobody", "/sign-in"), ("nobody", "/no-such-page"), ("nobody", &answer), ("lead", &answer)] {
        for kind in [FORM, "text/plain"] {
            let status = post(&server, who, path, kind, many.clone()).await;
            let is_refused =
                matches!(status, StatusCode::PAYLOAD_TOO_LARGE | StatusCode::SEE_OTHER | StatusCode::NOT_FOUND);
            assert!(is_refused, "{who} {path} {kind}: {status}");
        }
    }
    assert_eq!(post(&server, "nobody", "/sign-in", FORM, many).await, StatusCode::PAYLOAD_TOO_LARGE);
    eprintln!("nine hostile forms: {:?}", started.elapsed());
}

#[tokio::test]
async fn a_public_form_is_small_and_a_long_answer_is_not() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let question = &server.app.charter.editions[0].questions[0].id;
    let answer = format!("/assessments/{}/questions/{question}", server.world.assessments[0].0);
    let long = "Word ".repeat(19_000);
    let saved = lead.post(&answer, &[("text", &long), ("revision", "0")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let email = format!("email={}", "x".repeat(20_000));
    assert_eq!(post(&server, "nobody", "/sign-in", FORM, email).await, StatusCode::PAYLOAD_TOO_LARGE);
    let fields = (0..60).map(|number| format!("f{number}=1")).collect::<Vec<_>>().join("&");
    assert_eq!(post(&server, "nobody", "/sign-in", FORM, fields).await, StatusCode::PAYLOAD_TOO_LARGE);
}
