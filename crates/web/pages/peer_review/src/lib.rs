//! The pages of peer review: its rounds with their allocation and active review, for the secretariat and the Steering Board; panels, for their
//! members; and the training of reviewers.

pub mod active_reviews;
pub mod allocation;
pub mod panels;
pub mod rounds;
pub mod routes;
pub mod training;
