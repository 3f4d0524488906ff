//! The minutes of meetings and progress reviews: their version history, and conflicting edits with both versions and a combined one.

use askama::Template;
use axum::response::Response;
use model::core::versions::{self, Merge, Version};
use store::team::minutes::ConflictingEdit;
use web_shell::core::{
    autosave,
    clock::date_and_time,
    form::Errors,
    page::{conflict, page},
    problem::Problem,
    shell::Shell,
};
use web_shell::versions::{MarkedText, Versions, pieces};

#[derive(Template)]
#[template(path = "team/minutes/merge.html")]
struct ConflictPage {
    shell: Shell,
    /// What the minutes are of: "Meeting, 1 May 2026".
    subject: String,
    organisation: String,
    here: String,
    /// The address that the combined version is sent to.
    save: String,
    who: String,
    when: String,
    /// Whether the reader saved the other version, in another tab.
    is_own: bool,
    mine: Vec<MarkedText>,
    theirs: Vec<MarkedText>,
    text: String,
    revision: i64,
    clean: bool,
    errors: Errors,
}

/// The response to the autosave script when a newer version exists. The text stays in the browser until it is saved with the button that the
/// message names: each pause in typing would store another version otherwise.
#[must_use]
pub fn newer_version_exists(clash: &ConflictingEdit) -> Response {
    autosave::not_saved(if clash.is_own {
        "you saved another version of these minutes in another tab. Select “Save minutes” to compare both versions"
    } else {
        "someone else saved these minutes first. Select “Save minutes” to compare both versions"
    })
}

/// The versions of a conflicting edit.
#[expect(missing_docs, reason = "each field is what the page shows by its name")]
pub struct ConflictingMinutes<'b> {
    pub subject: String,
    pub organisation: String,
    pub here: String,
    pub save: String,
    pub mine: &'b str,
    pub theirs: &'b str,
    /// The current revision.
    pub revision: i64,
}

/// Shows both versions and a combined one, as the response to the second save.
pub fn show_conflict(shell: Shell, both: ConflictingMinutes<'_>, clash: &ConflictingEdit) -> Result<Response, Problem> {
    let merged = versions::merge(&clash.before, both.mine, both.theirs);
    conflict(&ConflictPage {
        shell,
        who: clash.who.clone().unwrap_or_else(|| "Someone else".to_owned()),
        when: clash.at.map(date_and_time).unwrap_or_default(),
        is_own: clash.is_own,
        mine: pieces(&clash.before, both.mine),
        theirs: pieces(&clash.before, both.theirs),
        clean: matches!(merged, Merge::Clean(_)),
        text: merged.text().to_owned(),
        revision: both.revision,
        subject: both.subject,
        organisation: both.organisation,
        here: both.here,
        save: both.save,
        errors: Errors::none(),
    })
}

#[derive(Template)]
#[template(path = "team/minutes/versions.html")]
struct VersionsPage {
    shell: Shell,
    subject: String,
    organisation: String,
    here: String,
    title: String,
    versions: Versions,
    may_restore: bool,
}

/// Shows the version history of minutes. The tuple is what the minutes are of, the name of the organisation, and the address of their
/// page.
pub fn versions(
    shell: Shell,
    (subject, organisation, here): (String, String, String),
    all: &[Version],
) -> Result<Response, Problem> {
    let mut versions = Versions::of(all, "the minutes");
    // Revision 1 is the blank minutes that a meeting or review starts with, so revision 2 is shown as version 1.
    for entry in &mut versions.entries {
        entry.revision -= 1;
    }
    page(&VersionsPage {
        shell,
        subject,
        organisation,
        here,
        title: match all.len() {
            0 => "No minutes yet".to_owned(),
            1 => "1 version".to_owned(),
            count => format!("{count} versions"),
        },
        versions,
        may_restore: false,
    })
}
