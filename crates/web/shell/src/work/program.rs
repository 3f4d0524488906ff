//! The permits of the program's own work. Only the modules of [`crate::work`] can reach them, so that no page does for a visitor what
//! the visitor may not do.

use model::core::permit::{Permission, Permit, Refused, RunProgram};
use store::core::relation;

/// The permit for the program's own work.
#[expect(clippy::disallowed_methods, reason = "background jobs and emails are the program's own work")]
pub(super) fn permit() -> Permit<RunProgram> {
    relation::program()
}

/// The permit for what the program does at one place.
///
/// # Errors
/// Refuses what even the operator may not do there, now.
pub(super) fn at<P: Permission>(place: P::Place) -> Result<Permit<P>, Refused> {
    Permit::ask(&relation::operator(&permit()), place)
}
