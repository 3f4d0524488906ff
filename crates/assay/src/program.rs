//! The permits of the program itself. The operator of the machine has access to the data anyway.

use model::core::permit::{Permission, Permit, RunProgram};
use store::core::relation;

/// Returns the permit for the program's own work.
#[expect(clippy::disallowed_methods, reason = "the command line and the start of the server are the program itself")]
pub(crate) fn permit() -> Permit<RunProgram> {
    relation::program()
}

/// Returns the permit for what the operator does at one place.
pub(crate) fn at<P: Permission>(place: P::Place) -> Permit<P> {
    Permit::ask(&relation::operator(&permit()), place).expect("the operator may do what the commands do")
}
