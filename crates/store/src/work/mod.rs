//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub mod emails;
pub mod handovers;
pub mod jobs;
pub mod link_checks;
pub mod overview;
pub mod personal;
pub mod reminders;
