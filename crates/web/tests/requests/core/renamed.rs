//! Former addresses: each leads for good to a page that exists.

use crate::support::Trial;
use axum::http::StatusCode;
use web::routes;

#[tokio::test]
async fn every_former_address_leads_to_a_present_page() {
    let (trial, routes) = (Trial::new().await, routes::routes());
    assert!(!routes.renamed.is_empty());
    for (former, present) in routes.renamed {
        assert!(routes.list.contains(&("GET", present)), "{present} is a page");
        let filled = |address: &str| address.replace('{', "").replace('}', "");
        let answer = trial.browser("lead").get(&format!("{}?page=2", filled(former))).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{former}");
        assert_eq!(answer.location(), format!("{}?page=2", filled(present)));
    }
}
