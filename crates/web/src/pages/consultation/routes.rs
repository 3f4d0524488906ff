//! The addresses of consultations, their results and findings, and responding to them.

use super::{consultations, findings, respond};
use crate::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // Technicians are asked: what is asked, and what is done with it.
        .get("/organisations/{organisation}/consultations", consultations::list)
        .get("/organisations/{organisation}/consultations/new", consultations::edit::new)
        .post("/organisations/{organisation}/consultations", consultations::edit::start)
        .get("/consultations/{consultation}", consultations::show)
        .get("/consultations/{consultation}/questions", consultations::edit::edit)
        .post("/consultations/{consultation}/questions", consultations::edit::save)
        .get("/consultations/{consultation}/preview", consultations::preview::show)
        .get("/consultations/{consultation}/poster", consultations::poster::show)
        .post("/consultations/{consultation}/opening", consultations::deeds::open)
        .post("/consultations/{consultation}/closing", consultations::deeds::close)
        .post("/consultations/{consultation}/invited", consultations::deeds::count_invited)
        .get("/consultations/{consultation}/results", consultations::results::show)
        // You said, we did.
        .get("/consultations/{consultation}/findings", findings::list)
        .post("/consultations/{consultation}/findings", findings::sort)
        .get("/consultations/{consultation}/findings/{finding}", findings::detail::show)
        .post("/consultations/{consultation}/findings/{finding}", findings::detail::decide)
        .post("/consultations/{consultation}/findings/{finding}/actions", findings::detail::promise)
        .post("/consultations/{consultation}/publication", findings::publish)
        // They answer: for everyone who has the link, and nobody is known there.
        .public("/voice/{code}", respond::show)
        .public_post("/voice/{code}", respond::send)
        .public("/voice/{code}/thanks", respond::thanks)
        .public_post("/voice/{code}/name", respond::leave_name)
}
