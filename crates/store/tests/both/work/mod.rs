//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub(crate) mod audiences;
pub(crate) mod emails;
pub(crate) mod erasure;
pub(crate) mod event_log;
pub(crate) mod handovers;
pub(crate) mod jobs;
mod link_checks;
pub(crate) mod overview;
pub(crate) mod personal;
mod reminders;
