//! Autosave: recognises a request in which a script saves text while it is typed, reads in which tab it was typed, and responds with
//! JSON.

use crate::core::{
    app::App,
    clock,
    page::{self, redirect_with_notice},
};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use model::{
    Timestamp,
    core::{
        canonical::Hash,
        saving::{Draft, Tab, Whose},
    },
};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

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
    /// Parses the hidden fields of one text in a form of several, whose names end with the key of the text: `tab-opening`. Returns the version
    /// from which the text was written as well; 0 if that is missing.
    #[must_use]
    pub fn of_text(fields: &BTreeMap<String, String>, key: &str) -> (Self, i64) {
        let field = |name: &str| fields.get(&format!("{name}-{key}")).map_or("", String::as_str);
        (Self::read(field("tab"), field("restored")), field("revision").parse().unwrap_or(0))
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
    page::json(StatusCode::OK, &json!({ "saved_at": clock::time(now), "revision": revision }))
}

/// What an element of the page says after a text was saved: its id, its words, and its classes if they change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The id of the element.
    pub id: String,
    /// What it says now.
    pub text: String,
    /// Its classes, if they change.
    pub classes: Option<&'static str>,
}

/// The same for a page that shows several texts and sends the version of all of them. `version` is the one after this save; none if the page
/// does not show what others have changed.
#[must_use]
pub fn saved_in_version(now: Timestamp, revision: i64, version: Option<Hash>, shown: &[Shown]) -> Response {
    let version = version.map(|version| version.to_string());
    let body = json!({ "saved_at": clock::time(now), "revision": revision, "version": version, "shown": shown });
    page::json(StatusCode::OK, &body)
}

/// The response if the text was not saved, with the reason.
#[must_use]
pub fn not_saved(message: &str) -> Response {
    page::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "message": message }))
}

/// The response if another version was saved first, by the same person in another tab or by someone else. Both versions are shown at
/// the address `merge`.
#[must_use]
pub fn conflicts(whose: Whose, merge: &str) -> Response {
    page::json(StatusCode::CONFLICT, &json!({ "merge": merge, "own": whose.is_own() }))
}

/// The texts of a form of several that were not saved, because another version was saved first: the addresses where both are compared.
#[derive(Debug, Default)]
pub struct Conflicts(Vec<String>);

impl Conflicts {
    /// Adds a text, which is kept as a version that is set aside.
    pub fn add(&mut self, merge: String) {
        self.0.push(merge);
    }
    /// Leads to the first of them, and says how many there are. `None` if everything was saved.
    #[must_use]
    pub fn lead(&self, app: &App) -> Option<Response> {
        let notice = match self.0.len() {
            1 => "1 text was changed while you edited it. Compare both versions. Everything else is saved.".to_owned(),
            many => format!(
                "{many} texts were changed while you edited them. This is the first: compare both versions. Everything else is saved."
            ),
        };
        Some(redirect_with_notice(app, self.0.first()?, &notice))
    }
}
