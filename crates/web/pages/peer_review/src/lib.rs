//! The pages of peer review: its rounds with their allocation and active review, for the secretariat and the Steering Board; reviewers,
//! their training, and for the members of panels the workbench and the shared draft.

pub mod active_reviews;
pub mod allocation;
pub mod feedback;
pub mod feedback_draft;
pub mod panels;
pub mod reviewer;
pub mod reviewers;
pub mod reviewing;
pub mod rounds;
pub mod routes;
pub mod training;
pub mod workbench;
