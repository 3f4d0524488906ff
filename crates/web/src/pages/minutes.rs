//! Two people wrote minutes at once: both versions side by side, and both together, which saving makes the minutes.

use super::answers::merge::{Piece, pieces};
use crate::{clock::moment, form::Errors, page::conflict, problem::Problem, shell::Shell};
use askama::Template;
use axum::response::Response;
use model::versions::{self, Merge};
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
