//! Minutes, of meetings and of reviews: every version; and where two people wrote at once, both side by side, and both together,
//! which saving makes the minutes.

use askama::Template;
use axum::response::Response;
use model::core::versions::{self, Merge, Version};
use store::team::minutes::Clash;
use web_shell::core::{
    autosave,
    clock::moment,
    form::Errors,
    page::{conflict, page},
    problem::Problem,
    shell::Shell,
};
use web_shell::versions::{MarkedWords, Versions, pieces};

#[derive(Template)]
#[template(path = "team/minutes/merge.html")]
struct MergePage {
    shell: Shell,
    /// Whose minutes: "The meeting of 1 May 2026".
    of: String,
    organisation: String,
    here: String,
    /// Where it is saved.
    save: String,
    who: String,
    when: String,
    /// Whether the other version is the reader's own, from another tab.
    is_own: bool,
    mine: Vec<MarkedWords>,
    theirs: Vec<MarkedWords>,
    text: String,
    revision: i64,
    clean: bool,
    errors: Errors,
}

/// The answer to a script when a newer version exists. Text typed after it is saved with the button that the sentence
/// names.
#[must_use]
pub fn late(clash: &Clash) -> Response {
    autosave::not_saved(if clash.is_own {
        "you saved another version of these minutes in another tab. Select “Save minutes” to compare both versions"
    } else {
        "someone else saved these minutes first. Select “Save minutes” to compare both versions"
    })
}

/// What two people wrote at once, and where.
#[expect(missing_docs, reason = "each field is what the page shows by its name")]
pub struct Both<'b> {
    pub of: String,
    pub organisation: String,
    pub here: String,
    pub save: String,
    pub mine: &'b str,
    pub theirs: &'b str,
    /// The current revision.
    pub revision: i64,
}

/// The page, as the answer to a form that came second.
pub fn merge(shell: Shell, both: Both<'_>, clash: &Clash) -> Result<Response, Problem> {
    let merged = versions::merge(&clash.before, both.mine, both.theirs);
    conflict(&MergePage {
        shell,
        who: clash.who.clone().unwrap_or_else(|| "Someone else".to_owned()),
        when: clash.at.map(moment).unwrap_or_default(),
        is_own: clash.is_own,
        mine: pieces(&clash.before, both.mine),
        theirs: pieces(&clash.before, both.theirs),
        clean: matches!(merged, Merge::Clean(_)),
        text: merged.text().to_owned(),
        revision: both.revision,
        of: both.of,
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
    of: String,
    organisation: String,
    here: String,
    title: String,
    versions: Versions,
    may_restore: bool,
}

/// Every version of minutes: whose they are, of which organisation, and where they stand.
pub fn versions(
    shell: Shell,
    (of, organisation, here): (String, String, String),
    all: &[Version],
) -> Result<Response, Problem> {
    let mut versions = Versions::of(all, "the minutes");
    // Minutes that were never written have the first revision, which is no version for people.
    for entry in &mut versions.entries {
        entry.revision -= 1;
    }
    page(&VersionsPage {
        shell,
        of,
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
