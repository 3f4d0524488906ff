//! The addresses of peer review.

use super::{
    allocation::{self, approved, approving, changing, creating, wishes},
    panels::{self, dropping_out, replacing},
    rounds::{self, cancelling, edit, late_submissions},
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
        .get("/peer-review/rounds/{round}/allocation", allocation::show)
        .post("/peer-review/rounds/{round}/allocation", creating::create)
        .post("/peer-review/rounds/{round}/allocation/stop", creating::stop)
        .get("/peer-review/rounds/{round}/allocation/change", changing::ask)
        .post("/peer-review/rounds/{round}/allocation/change", changing::change)
        .post("/peer-review/rounds/{round}/allocation/undo", changing::undo)
        .post("/peer-review/rounds/{round}/allocation/wishes", wishes::set)
        .get("/peer-review/rounds/{round}/allocation/approval", approving::ask)
        .post("/peer-review/rounds/{round}/allocation/approval", approving::approve)
        .post("/peer-review/rounds/{round}/allocation/submissions", approved::give)
        .get("/peer-review/panels", panels::list)
        .get("/peer-review/panels/{panel}", panels::show)
        .get("/peer-review/panels/{panel}/drop-out", dropping_out::ask)
        .post("/peer-review/panels/{panel}/drop-out", dropping_out::drop_out)
        .get("/peer-review/panels/{panel}/replacement", replacing::ask)
        .post("/peer-review/panels/{panel}/replacement", replacing::replace)
}
