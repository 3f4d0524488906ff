//! The addresses of consultations, their results and findings, and responding to them.

use super::{consultations, findings, respond};
use web_shell::core::{form::limit::FormLimit, routing::Routes};

/// The limit of a response: up to 20 questions with 3 texts each, and a comment on each action of a plan.
const RESPONSE: FormLimit = FormLimit { bytes: 512 * 1024, fields: 1_000 };

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // Writing, opening and closing a consultation, and its results.
        .get("/organisations/{organisation}/consultations", consultations::list)
        .get("/organisations/{organisation}/consultations/new", consultations::edit::new)
        .post("/organisations/{organisation}/consultations", consultations::edit::start)
        .get("/consultations/{consultation}", consultations::show)
        .get("/consultations/{consultation}/edit", consultations::edit::edit)
        .post("/consultations/{consultation}/edit", consultations::edit::save)
        .get("/consultations/{consultation}/preview", consultations::preview::show)
        .get("/consultations/{consultation}/poster", consultations::poster::show)
        .post("/consultations/{consultation}/opening", consultations::commands::open)
        .get("/consultations/{consultation}/closing", consultations::closing::ask)
        .post("/consultations/{consultation}/closing", consultations::closing::close)
        .get("/consultations/{consultation}/codes", consultations::codes::show)
        .post("/consultations/{consultation}/codes/slips", consultations::codes::print)
        .post("/consultations/{consultation}/codes/emails", consultations::codes::send)
        .post("/consultations/{consultation}/codes/cancelling", consultations::codes::cancel)
        .post("/consultations/{consultation}/invited", consultations::commands::count_invited)
        .get("/consultations/{consultation}/results", consultations::results::show)
        // You said, we did.
        .get("/consultations/{consultation}/findings", findings::list)
        .post("/consultations/{consultation}/findings", findings::sort)
        .get("/consultations/{consultation}/findings/{finding}", findings::detail::show)
        .post("/consultations/{consultation}/findings/{finding}", findings::detail::decide)
        .get("/consultations/{consultation}/findings/{finding}/actions/new", findings::new_action::show)
        .post("/consultations/{consultation}/findings/{finding}/actions", findings::new_action::add)
        .post("/consultations/{consultation}/publication", findings::publish)
        // Respondents are anonymous: no cookie is read or set at these addresses (`core::request`).
        .public("/respond/{code}", respond::show)
        .public_post_within("/respond/{code}", RESPONSE, respond::send)
        .public("/respond/{code}/thanks", respond::thanks::show)
        .public_post("/respond/{code}/name", respond::thanks::leave_contact_details)
        .renamed("/consultations/{consultation}/questions", "/consultations/{consultation}/edit")
        .renamed("/voice/{code}", "/respond/{code}")
        .renamed("/voice/{code}/thanks", "/respond/{code}/thanks")
}
