//! Former addresses are on posters, in emails and in bookmarks.

use crate::support::Trial;
use axum::http::StatusCode;

fn with_values(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "a-1" } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_former_address_leads_to_the_present_one() {
    let trial = Trial::new().await;
    let renamed = web::routes::routes().renamed;
    assert!(!renamed.is_empty());
    for (former, present) in renamed {
        let answer = trial.browser("nobody").get(&format!("{}?from=poster", with_values(former))).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{former}");
        assert_eq!(answer.location(), format!("{}?from=poster", with_values(present)), "{former}");
    }
}
