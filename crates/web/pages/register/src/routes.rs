//! The addresses of organisations, their due dates and registration, the calendar and the secretariat.

use super::{calendar, calendar_links, due_dates, email_domains, organisations, profile, registration, secretariat};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // The secretariat and the board.
        .get("/secretariat", secretariat::show)
        .post("/secretariat/invitations", secretariat::invite)
        .post("/secretariat/invitations/{invitation}/withdraw", secretariat::withdraw)
        .post("/secretariat/{person}/leave", secretariat::remove)
        // The calendar, for everyone.
        .public("/calendar", calendar::show)
        .public("/calendar.ics", calendar::feed)
        .public("/signatories/{slug}/calendar.ics", calendar::feed_of)
        // A person's own dates, by a secret in the address.
        .public("/calendars/{calendar_link}", calendar_links::feed)
        .post("/account/calendar", calendar_links::create)
        .post("/account/calendar/end", calendar_links::remove)
        // The list of organisations.
        .get("/organisations", organisations::list)
        .get("/organisations/new", organisations::add::form)
        .post("/organisations", organisations::add::save)
        // An organisation: its profile, registration details and due dates.
        .get("/organisations/{organisation}/profile", profile::form)
        .post("/organisations/{organisation}/profile", profile::save)
        .get("/organisations/{organisation}/registration", registration::form)
        .post("/organisations/{organisation}/registration", registration::save)
        .get("/organisations/{organisation}/due-dates", due_dates::form)
        .post("/organisations/{organisation}/due-dates", due_dates::record)
        .get("/organisations/{organisation}/email-domains", email_domains::show)
        .post("/organisations/{organisation}/email-domains", email_domains::add)
        .post("/organisations/{organisation}/email-domains/remove", email_domains::remove)
        // Former addresses.
        .renamed("/stewards", "/secretariat")
        .renamed("/register", "/organisations")
        .renamed("/register/new", "/organisations/new")
        .renamed("/organisations/{organisation}/details", "/organisations/{organisation}/profile")
        .renamed("/organisations/{organisation}/register", "/organisations/{organisation}/registration")
}
