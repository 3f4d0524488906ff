//! The addresses of organisations, their due dates and registration, the calendar and the secretariat.

use super::{calendar, due_dates, organisations, profile, registration, secretariat};
use crate::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // The secretariat and the board.
        .get("/stewards", secretariat::show)
        .post("/stewards/invitations", secretariat::invite)
        .post("/stewards/invitations/{invitation}/withdraw", secretariat::withdraw)
        .post("/stewards/{person}/leave", secretariat::leave)
        // What is due when, for everyone.
        .public("/calendar", calendar::show)
        .public("/calendar.ics", calendar::feed)
        .public("/signatories/{slug}/calendar.ics", calendar::feed_of)
        // The register.
        .get("/register", organisations::list)
        .get("/register/new", organisations::add::form)
        .post("/register", organisations::add::save)
        // An organisation: what is due, what it says of itself, what the secretariat keeps of it.
        .get("/organisations/{organisation}/details", profile::form)
        .post("/organisations/{organisation}/details", profile::save)
        .get("/organisations/{organisation}/register", registration::form)
        .post("/organisations/{organisation}/register", registration::save)
        .get("/organisations/{organisation}/due-dates", due_dates::form)
        .post("/organisations/{organisation}/due-dates", due_dates::record)
}
