//! The pages of peer review: its rounds, for the secretariat and the Steering Board; their allocation; and panels, for their members.

pub mod allocation;
pub mod panels;
pub mod rounds;
pub mod routes;
