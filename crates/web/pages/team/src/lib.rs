//! The pages of groups, meetings, minutes and comments.

pub mod comments;
pub mod groups;
pub mod minutes;
pub mod routes;
