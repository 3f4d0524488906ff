//! The pages of peer review: its rounds, for the secretariat and the Steering Board, and the workbench and the shared draft, for the members of a
//! panel.

pub mod feedback_draft;
pub mod reviewing;
pub mod rounds;
pub mod routes;
pub mod workbench;
