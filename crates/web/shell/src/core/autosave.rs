//! Autosave: recognises a request in which a script saves text while it is typed, and responds with JSON.

use crate::core::{clock, page::json};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use model::Timestamp;

/// Whether the request comes from the autosave script, and not from a submitted form.
#[must_use]
pub fn is_script(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepts| accepts.starts_with("application/json"))
}

/// The response after the text was saved as a revision.
#[must_use]
pub fn saved(now: Timestamp, revision: i64) -> Response {
    json(StatusCode::OK, &serde_json::json!({ "saved_at": clock::time(now), "revision": revision }))
}

/// The response if the text was not saved, with the reason.
#[must_use]
pub fn not_saved(message: &str) -> Response {
    json(StatusCode::UNPROCESSABLE_ENTITY, &serde_json::json!({ "message": message }))
}
