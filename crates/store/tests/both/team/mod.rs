//! Groups, meetings, minutes and comments.

pub(crate) mod comments;
pub(crate) mod groups;
