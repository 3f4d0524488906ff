//! Autosave: recognises a request in which a script saves text while it is typed, reads in which tab it was typed, and responds with
//! JSON.

use crate::core::{clock, page::json};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use model::{
    Timestamp,
    core::saving::{Draft, Tab, Whose},
};

/// Whether the request comes from the autosave script, and not from a submitted form.
#[must_use]
pub fn is_script(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepts| accepts.starts_with("application/json"))
}

/// The tab in which a text was typed, and the tab from which text was restored in it: the fields `tab` and `restored`, which the
/// script adds to a form.
#[derive(Debug, Clone)]
pub struct Tabs {
    own: Option<Tab>,
    restored: Option<Tab>,
}

impl Tabs {
    /// Parses both fields. An invalid field counts as missing, as it is without script.
    #[must_use]
    pub fn read(tab: &str, restored: &str) -> Self {
        Self { own: Tab::parse(tab), restored: Tab::parse(restored) }
    }
    /// Returns the draft of a text that was written in this tab from the version `base`.
    #[must_use]
    pub fn draft<'d>(&'d self, text: &'d str, base: i64) -> Draft<'d> {
        Draft { text, base, tab: self.own.as_ref(), restored: self.restored.as_ref() }
    }
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

/// The response if another version was saved first, by the same person in another tab or by someone else. Both versions are shown at
/// the address `merge`.
#[must_use]
pub fn conflicts(whose: Whose, merge: &str) -> Response {
    json(StatusCode::CONFLICT, &serde_json::json!({ "merge": merge, "own": whose.is_own() }))
}
