//! Groups, meetings, minutes and comments.

pub mod comment;
pub mod group;
