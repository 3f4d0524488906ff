//! Text that a script saves while it is typed: how it is told from a form that was sent, and what the answer is.

use crate::core::{clock, page::json};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use model::Timestamp;

/// Whether a script saves, rather than a form that was sent.
#[must_use]
pub fn is_script(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepts| accepts.starts_with("application/json"))
}

/// They are saved under a revision.
#[must_use]
pub fn saved(now: Timestamp, revision: i64) -> Response {
    json(StatusCode::OK, &serde_json::json!({ "saved_at": clock::time(now), "revision": revision }))
}

/// They are not, and why.
#[must_use]
pub fn not_saved(message: &str) -> Response {
    json(StatusCode::UNPROCESSABLE_ENTITY, &serde_json::json!({ "message": message }))
}
