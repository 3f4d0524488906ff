//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub mod audit;
pub mod emails;
pub mod event_log;
pub mod handovers;
pub mod jobs;
pub mod link_checks;
pub mod overview;
pub mod personal;
pub mod reminders;
