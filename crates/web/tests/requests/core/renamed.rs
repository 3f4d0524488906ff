//! Former addresses, which are on posters, in emails and in bookmarks.

use crate::support::TestServer;
use axum::http::StatusCode;

/// The path with a value for each parameter.
fn with_values(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "a-1" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_former_address_redirects_to_the_current_one() {
    let server = TestServer::new().await;
    let renamed = web::routes::routes().renamed;
    assert!(!renamed.is_empty());
    for (former, current) in renamed {
        let response = server.browser("nobody").get(&format!("{}?from=poster", with_values(former))).await;
        assert_eq!(response.status, StatusCode::PERMANENT_REDIRECT, "{former}");
        assert_eq!(response.location(), format!("{}?from=poster", with_values(current)), "{former}");
    }
}
