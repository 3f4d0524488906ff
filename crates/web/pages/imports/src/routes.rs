//! The addresses of importing documents.

use super::{discarding, kept_files, list, past_submissions, proposals, read};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // Imports.
        .get("/organisations/{organisation}/imports", list)
        .post_file("/organisations/{organisation}/imports", read)
        .get("/imports/{import}", proposals::show)
        .post("/imports/{import}/acceptance", proposals::apply)
        .get("/imports/{import}/refusal", discarding::ask)
        .post("/imports/{import}/refusal", discarding::discard)
        .get("/imports/{import}/files/{number}", kept_files::show)
        // Submissions made outside Assay.
        .get("/imports/{import}/submission", past_submissions::show)
        .post("/imports/{import}/submission/confirmation", past_submissions::deciding::confirm)
        .post("/imports/{import}/submission/refusal", past_submissions::deciding::refuse)
        .post("/imports/{import}/submission/withdrawal", past_submissions::deciding::take_back)
}
