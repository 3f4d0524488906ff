//! The pages of peer review: its rounds with their allocation and active review, for the secretariat and the Steering Board; reviewers,
//! their training, and panels, for their members.

pub mod active_reviews;
pub mod allocation;
pub mod panels;
pub mod reviewers;
pub mod reviewing;
pub mod rounds;
pub mod routes;
pub mod training;
