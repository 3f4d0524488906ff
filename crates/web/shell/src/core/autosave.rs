//! Text that a script saves while it is typed: how it is told from a form that was sent, in which tab it was typed, and what the
//! answer is.

use crate::core::{clock, page::json};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use model::{
    Timestamp,
    core::saving::{Draft, Tab, Whose},
};

/// Whether a script saves, rather than a form that was sent.
#[must_use]
pub fn is_script(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepts| accepts.starts_with("application/json"))
}

/// The tab in which a text was typed, and the tab whose text was restored in it: the fields `tab` and `restored`, which the
/// script adds to a form.
#[derive(Debug, Clone)]
pub struct Tabs {
    own: Option<Tab>,
    restored: Option<Tab>,
}

impl Tabs {
    /// Reads both. What cannot be read is as unknown as where no script runs.
    #[must_use]
    pub fn read(tab: &str, restored: &str) -> Self {
        Self { own: Tab::parse(tab), restored: Tab::parse(restored) }
    }
    /// A text written from the version `base` in this tab.
    #[must_use]
    pub fn draft<'d>(&'d self, text: &'d str, base: i64) -> Draft<'d> {
        Draft { text, base, tab: self.own.as_ref(), restored: self.restored.as_ref() }
    }
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

/// Another version was saved first, one's own from another tab or another person's: both are at that address.
#[must_use]
pub fn conflicts(whose: Whose, merge: &str) -> Response {
    json(StatusCode::CONFLICT, &serde_json::json!({ "merge": merge, "own": whose.is_own() }))
}
