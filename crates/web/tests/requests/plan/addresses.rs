//! The former addresses of pages, which are in bookmarks and in emails.

use crate::support::TestServer;
use axum::http::StatusCode;

#[tokio::test]
async fn every_former_address_redirects_to_the_current_one() {
    let server = TestServer::new().await;
    let mut visitor = server.browser("nobody");
    let id = "018f0000-0000-7000-8000-000000000001";
    for (former, current) in [
        ("/plans/ID/rows", "/plans/ID/paste"),
        ("/actions/ID/promise", "/actions/ID/edit"),
        ("/actions/ID/division", "/actions/ID/split"),
        ("/actions/ID/merger", "/actions/ID/merge"),
        ("/actions/ID/withdrawal", "/actions/ID/withdraw"),
        ("/organisations/ID/asks", "/organisations/ID/update-requests"),
        ("/tell/secret", "/updates/secret"),
        ("/tell/secret/ID", "/updates/secret/ID"),
        ("/organisations/ID/plan-reviews", "/organisations/ID/progress-reviews"),
        ("/plan-reviews/ID", "/progress-reviews/ID"),
        ("/plan-reviews/ID/versions", "/progress-reviews/ID/versions"),
        ("/organisations/ID/evidence/ID/correction", "/organisations/ID/evidence/ID/edit"),
    ] {
        let (former, current) = (former.replace("ID", id), current.replace("ID", id));
        let response = visitor.get(&former).await;
        assert_eq!(response.status, StatusCode::PERMANENT_REDIRECT, "{former}");
        assert_eq!(response.location(), current);
        assert_eq!(visitor.get(&format!("{former}?page=2")).await.location(), format!("{current}?page=2"));
    }
}
