//! The addresses of importing documents.

use super::{list, proposals, read};
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
        .post("/imports/{import}/refusal", proposals::discard)
}
