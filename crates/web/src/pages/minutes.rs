//! Minutes, of meetings and of reviews: every version; and where two people wrote at once, both side by side, and both together,
//! which saving makes the minutes.

use super::{
    answers::merge::{Piece, pieces},
    versions::Versions,
};
use crate::{
    clock::{self, moment},
    form::Errors,
    page::{conflict, json, page},
    problem::Problem,
    shell::Shell,
};
use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use model::{
    Timestamp,
    versions::{self, Merge, Version},
};
use store::minutes::Clash;

#[derive(Template)]
#[template(path = "minutes/merge.html")]
struct MergePage {
    shell: Shell,
    /// Whose minutes: "The meeting of 1 May 2026".
    of: String,
    place: String,
    here: String,
    /// Where it is saved.
    save: String,
    who: String,
    when: String,
    mine: Vec<Piece>,
    theirs: Vec<Piece>,
    text: String,
    revision: i64,
    clean: bool,
    errors: Errors,
}

/// Whether a script saves while somebody writes, rather than a form that was sent.
pub(crate) fn is_script(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepts| accepts.starts_with("application/json"))
}

/// What a script is told when they are saved under a revision.
pub(crate) fn saved(now: Timestamp, revision: i64) -> Response {
    json(StatusCode::OK, &serde_json::json!({ "saved_at": clock::time(now), "revision": revision }))
}

/// What a script is told when they are not.
pub(crate) fn not_saved(message: &str) -> Response {
    json(StatusCode::UNPROCESSABLE_ENTITY, &serde_json::json!({ "message": message }))
}

/// The same, where somebody else was faster. What is typed on is kept with the press of the button that the sentence asks for.
pub(crate) fn late() -> Response {
    not_saved("Somebody else wrote here meanwhile. Press “Save the minutes” to see both")
}

/// What two people wrote at once, and where.
pub(crate) struct Both<'b> {
    pub(crate) of: String,
    pub(crate) place: String,
    pub(crate) here: String,
    pub(crate) save: String,
    pub(crate) mine: &'b str,
    pub(crate) theirs: &'b str,
    /// That stands now.
    pub(crate) revision: i64,
}

/// The page, as the answer to a form that came second.
pub(crate) fn merge(shell: Shell, both: Both<'_>, clash: &Clash) -> Result<Response, Problem> {
    let merged = versions::merge(&clash.before, both.mine, both.theirs);
    conflict(&MergePage {
        shell,
        who: clash.who.clone().unwrap_or_else(|| "Somebody else".to_owned()),
        when: clash.at.map(moment).unwrap_or_default(),
        mine: pieces(&clash.before, both.mine),
        theirs: pieces(&clash.before, both.theirs),
        clean: matches!(merged, Merge::Clean(_)),
        text: merged.text().to_owned(),
        revision: both.revision,
        of: both.of,
        place: both.place,
        here: both.here,
        save: both.save,
        errors: Errors::none(),
    })
}

#[derive(Template)]
#[template(path = "minutes/versions.html")]
struct VersionsPage {
    shell: Shell,
    of: String,
    place: String,
    here: String,
    title: String,
    versions: Versions,
    may_restore: bool,
}

/// Every version of minutes: whose they are, of which organisation, and where they stand.
pub(crate) fn versions(
    shell: Shell,
    (of, place, here): (String, String, String),
    versions: &[Version],
) -> Result<Response, Problem> {
    page(&VersionsPage {
        shell,
        of,
        place,
        here,
        title: match versions.len() {
            0 => "Nobody has written these minutes yet".to_owned(),
            1 => "There is one version of the minutes".to_owned(),
            count => format!("There are {count} versions of the minutes"),
        },
        versions: Versions::of(&versions.iter().map(numbered).collect::<Vec<_>>(), "the minutes"),
        may_restore: false,
    })
}

/// Its number for people: minutes that nobody wrote yet are of the first revision.
fn numbered(version: &Version) -> Version {
    Version { revision: version.revision - 1, ..version.clone() }
}
