//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub mod glance;
pub mod handovers;
pub mod jobs;
pub mod letters;
pub mod links;
pub mod personal;
pub mod reminders;
