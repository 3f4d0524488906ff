//! The permits of the program's own work. They are private to [`crate::work`], so that no page can do for a visitor what the visitor may
//! not do.

use model::core::permit::{Permission, Permit, Refused, RunProgram};
use store::core::relation;

/// Returns the permit for the program's own work.
#[expect(clippy::disallowed_methods, reason = "background jobs and emails are the program's own work")]
pub(super) fn permit() -> Permit<RunProgram> {
    relation::program()
}

/// Returns the permit for what the program does at one place.
///
/// # Errors
/// Not even the operator may do it there now.
pub(super) fn at<P: Permission>(place: P::Place) -> Result<Permit<P>, Refused> {
    Permit::ask(&relation::operator(&permit()), place)
}
