//! `/.well-known/security.txt`.

use crate::support::TestServer;
use axum::http::StatusCode;
use model::core::security_contact::{SecurityContact, SecurityPolicy};
use std::sync::Arc;
use web::{core::app::Site, routes};

const PATH: &str = "/.well-known/security.txt";

#[tokio::test]
async fn the_contact_is_shown_to_everyone_until_it_expires() {
    let mut server = TestServer::new().await;
    assert_eq!(server.browser("nobody").get(PATH).await.status, StatusCode::NOT_FOUND, "no contact is named");
    let contact = SecurityContact::parse("security@charter.example").unwrap();
    let expires = server.now() + jiff::SignedDuration::from_hours(1);
    let policy = SecurityPolicy { contact, expires };
    server.app.site = Arc::new(Site { security: Some(policy), ..(*server.app.site).clone() });
    server.router = routes::site(server.app.clone());
    for persona in ["nobody", "lead", "secretariat"] {
        let before = server.app.db.queries();
        let response = server.browser(persona).get(PATH).await;
        assert_eq!(response.headers["content-type"], "text/plain; charset=utf-8");
        assert!(
            response.body.starts_with("Contact: mailto:security@charter.example\nExpires: 2026-11-22T11:"),
            "{}",
            response.body
        );
        assert!(server.app.db.queries() - before <= 1);
    }
    server.app.clock.advance(jiff::SignedDuration::from_hours(2));
    assert_eq!(server.browser("nobody").get(PATH).await.status, StatusCode::NOT_FOUND);
}
