//! The addresses of peer review.

use super::{
    reviewers::{self, inviting, leads, person},
    reviewing::{self, availability, conflicts, knowledge, stopping, volunteering},
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
        .get("/peer-review/rounds/{round}/reviewers", reviewers::list)
        .get("/peer-review/rounds/{round}/reviewers.csv", reviewers::csv)
        .get("/peer-review/rounds/{round}/reviewers/invite", inviting::form)
        .post("/peer-review/rounds/{round}/reviewers/invite", inviting::invite)
        .get("/peer-review/rounds/{round}/reviewers/invite-leads", leads::form)
        .post("/peer-review/rounds/{round}/reviewers/invite-leads", leads::invite)
        .get("/peer-review/reviewers/{person}", person::show)
        .post("/peer-review/reviewers/{person}/experience", person::experience)
        .get("/peer-review/reviewer", reviewing::show)
        .get("/peer-review/reviewer/volunteer", volunteering::form)
        .post("/peer-review/reviewer/volunteer", volunteering::save)
        .get("/peer-review/reviewer/knowledge", knowledge::form)
        .post("/peer-review/reviewer/knowledge", knowledge::save)
        .get("/peer-review/reviewer/availability/{round}", availability::form)
        .post("/peer-review/reviewer/availability/{round}", availability::save)
        .get("/peer-review/reviewer/conflicts", conflicts::show)
        .post("/peer-review/reviewer/conflicts", conflicts::declare)
        .post("/peer-review/reviewer/conflicts/withdraw", conflicts::withdraw)
        .get("/peer-review/reviewer/stop", stopping::ask)
        .post("/peer-review/reviewer/stop", stopping::stop)
}
