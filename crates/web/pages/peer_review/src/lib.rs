//! The pages of peer review: its rounds, for the secretariat and the Steering Board, and the training of reviewers.

pub mod active_reviews;
pub mod rounds;
pub mod routes;
pub mod training;
