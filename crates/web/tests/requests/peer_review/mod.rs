//! Peer review rounds, and the workbench and the shared draft of a panel.

pub(crate) mod anonymity;
pub(crate) mod feedback_drafts;
pub(crate) mod late_submissions;
pub(crate) mod rounds;
pub(crate) mod workbench;
