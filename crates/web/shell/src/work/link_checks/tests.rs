//! Checks against a real HTTP server on this machine, whose host name is allowed.

use super::*;
use axum::{
    Router,
    response::{IntoResponse as _, Redirect},
    routing::{any, get, head},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

/// Starts a server that counts requests. Returns settings that reach it as pages.example, and the count.
#[expect(clippy::disallowed_methods, reason = "these routes are not the program's")]
async fn server() -> (LinkChecker, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, requests) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counter = requests.clone();
    let pages = Router::new()
        .route("/there", get(|| async { "Words" }))
        .route("/secret", get(|| async { StatusCode::FORBIDDEN }))
        .route("/no-head", head(|| async { StatusCode::METHOD_NOT_ALLOWED }).get(|| async { "Words" }))
        .route("/endless", head(|| async { StatusCode::NOT_FOUND }).get(|| async { vec![b'a'; 50_000_000] }))
        .route("/broken", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .route("/slow", any(|| async { tokio::time::sleep(Duration::from_mins(1)).await }))
        .route("/on", get(|| async { Redirect::permanent("there?x=1") }))
        .route("/round", get(|| async { Redirect::temporary("/round") }))
        .route("/inside", get(|| async { Redirect::temporary("http://127.0.0.1:1/") }))
        .route("/cloud", get(|| async { Redirect::temporary("http://169.254.169.254/latest/meta-data/") }))
        .route("/port", get(|| async { Redirect::temporary("http://8.8.8.8:22/") }))
        .route("/file", get(|| async { Redirect::temporary("file:///etc/passwd") }))
        .route(
            "/who",
            get(|headers: axum::http::HeaderMap| async move {
                let is_expected =
                    headers[header::USER_AGENT] == "Assay test" && headers[header::HOST] == "pages.example:8080";
                if is_expected { StatusCode::OK.into_response() } else { StatusCode::BAD_REQUEST.into_response() }
            }),
        )
        .layer(axum::middleware::from_fn(move |request: axum::extract::Request, next: axum::middleware::Next| {
            counter.fetch_add(1, Relaxed);
            next.run(request)
        }));
    tokio::spawn(async move { axum::serve(listener, pages).await });
    let allowed_hosts = BTreeMap::from([("pages.example".to_owned(), address)]);
    (LinkChecker { allowed_hosts, user_agent: "Assay test".to_owned() }, requests)
}

async fn result_of(link_checker: &LinkChecker, path: &str) -> String {
    match link_checker.check(&format!("http://pages.example{path}")).await {
        Ok(()) => "there".to_owned(),
        Err(failure) => failure.to_string(),
    }
}

#[tokio::test]
async fn a_page_exists_or_the_reason_is_reported() {
    let (link_checker, _) = server().await;
    for (path, result) in [
        ("/there", "there"),
        ("/there#part", "there"),
        ("/secret", "there"),
        ("/no-head", "there"),
        ("/endless", "there"),
        ("/on", "there"),
        (":8080/who", "there"),
        ("/nowhere", "the server responded with status 404"),
        ("/broken", "the server responded with status 500"),
        ("/round", "there are more than 3 redirects"),
    ] {
        assert_eq!(result_of(&link_checker, path).await, result, "{path}");
    }
    assert_eq!(
        link_checker.check("http://no-such-host.invalid/").await.unwrap_err().to_string(),
        "the host is unknown"
    );
}

#[tokio::test]
async fn private_addresses_are_not_requested() {
    let (link_checker, _) = server().await;
    for path in ["/inside", "/cloud", "/port", "/file"] {
        assert_eq!(result_of(&link_checker, path).await, "the address is not public", "{path}");
    }
    for address in [
        "http://127.0.0.1/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "http://169.254.169.254/",
        "http://10.0.0.1/",
        "http://8.8.8.8:8080/",
        "http://user:word@pages.example/there",
        "ftp://pages.example/there",
    ] {
        assert!(matches!(link_checker.check(address).await, Err(LinkFailure::NotPublic)), "{address}");
    }
}

#[tokio::test]
async fn one_request_is_enough_if_head_is_supported() {
    let (link_checker, requests) = server().await;
    link_checker.check("http://pages.example/there").await.unwrap();
    assert_eq!(requests.load(Relaxed), 1);
}

#[tokio::test]
async fn a_server_that_does_not_respond_times_out() {
    let (link_checker, _) = server().await;
    let began = tokio::time::Instant::now();
    assert_eq!(result_of(&link_checker, "/slow").await, "the server took too long");
    assert!(began.elapsed() < Duration::from_secs(15));
}
