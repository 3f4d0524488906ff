//! The addresses of the overview of an organisation, its activity log and handovers, unsubscribing, and the health of the program.

use super::{activity, handovers, health, overview, reminders, security_txt};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // For everyone.
        .public("/health", health::ready)
        .public("/health/live", health::live)
        .public("/health/ready", health::ready)
        .public(security_txt::PATH, security_txt::show)
        // Reminder emails: from the account page, or by a secret in the address.
        .post("/account/reminders/stop", reminders::stop_from_account)
        .post("/account/reminders", reminders::resume)
        .public("/unsubscribe/{unsubscribe_link}", reminders::show)
        .public_post("/unsubscribe/{unsubscribe_link}", reminders::stop)
        // Handovers.
        .get("/organisations/{organisation}/handovers", handovers::list)
        .post("/organisations/{organisation}/handovers", handovers::prepare)
        .get("/organisations/{organisation}/handovers/{handover}", handovers::show)
        .get("/organisations/{organisation}/handovers/{handover}/handover.pdf", handovers::file)
        .post("/organisations/{organisation}/handovers/{handover}/acceptance", handovers::accept)
        // An organisation: its overview and activity log.
        .get("/organisations/{organisation}", overview::show)
        .get("/organisations/{organisation}/activity", activity::show)
        // Former addresses.
        .renamed("/organisations/{organisation}/history", "/organisations/{organisation}/activity")
}
