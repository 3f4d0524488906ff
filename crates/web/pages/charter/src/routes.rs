//! The addresses of the charter and its forms.

use super::charter;
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        // What everyone sees.
        .public("/charter", charter::show)
        .public("/charter/{edition}", charter::edition)
}
