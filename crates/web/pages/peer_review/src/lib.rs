//! The pages of peer review: its rounds with their allocation and active review, for the secretariat and the Steering Board; reviewers,
//! their training, and for the members of panels the workbench and the shared draft.

pub mod active_reviews;
pub mod allocation;
pub mod board_reading;
pub mod feedback;
pub mod feedback_draft;
pub mod good_practice;
pub mod lessons;
pub mod moderation;
pub mod panels;
pub mod reviewer;
pub mod reviewers;
pub mod rounds;
pub mod routes;
pub mod training;
pub mod workbench;
