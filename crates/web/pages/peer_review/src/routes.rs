//! The addresses of peer review.

use super::{
    feedback_draft::{self, agreement, discussion, texts},
    reviewing,
    rounds::{self, cancelling, edit, late_submissions},
    workbench::{self, completing, conflicting_edit, criteria, notes},
};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        .get("/peer-review", rounds::list)
        .get("/peer-review/rounds/new", edit::start)
        .post("/peer-review/rounds", edit::create)
        .get("/peer-review/rounds/{round}", rounds::show)
        .get("/peer-review/rounds/{round}/edit", edit::form)
        .post("/peer-review/rounds/{round}/edit", edit::save)
        .get("/peer-review/rounds/{round}/cancellation", cancelling::ask)
        .post("/peer-review/rounds/{round}/cancellation", cancelling::cancel)
        .post("/peer-review/rounds/{round}/late-submissions", late_submissions::accept)
        .post("/peer-review/rounds/{round}/late-submissions/remove", late_submissions::take_out)
        .and(reviews())
        .and(feedback_drafts())
}

/// The addresses of reviewers: the list of what they review, and their workbench.
fn reviews() -> Routes {
    Routes::default()
        .get("/peer-review/reviewing", reviewing::list)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}", workbench::show)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/criteria/{criterion}", criteria::show)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/criteria/{criterion}", criteria::save)
        .get(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/criteria/{criterion}/merge",
            conflicting_edit::show,
        )
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/completion", completing::ask)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/completion", completing::complete)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/reopening", completing::reopen)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/notes", notes::add)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/notes/{private_note}/deletion", notes::ask)
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/notes/{private_note}/deletion",
            notes::delete,
        )
}

/// The addresses of the shared draft of a panel.
fn feedback_drafts() -> Routes {
    Routes::default()
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/beginning", feedback_draft::ask)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft", feedback_draft::begin)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft", feedback_draft::show)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}", texts::show)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}", texts::save)
        .get(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}/merge",
            feedback_draft::conflicting_edit::show,
        )
        .get(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}/versions",
            texts::versions,
        )
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}/restoring",
            texts::restore,
        )
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/agreement", agreement::agree)
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/agreement/withdrawal",
            agreement::withdraw,
        )
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/disagreements", agreement::disagree)
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/disagreements/{disagreement}/settling",
            agreement::settle,
        )
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/comments", discussion::write)
        .get(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/comments/{panel_comment}/deletion",
            discussion::ask,
        )
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/comments/{panel_comment}/deletion",
            discussion::delete,
        )
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/meeting", discussion::suggest)
}
