//! Peer review rounds with the submissions of each, and what the members of a panel write.

pub(crate) mod feedback_drafts;
pub(crate) mod gathering;
pub(crate) mod reviews;
pub(crate) mod rounds;
