//! The pages of peer review: its rounds, for the secretariat and the Steering Board, and its reviewers.

pub mod reviewers;
pub mod reviewing;
pub mod rounds;
pub mod routes;
