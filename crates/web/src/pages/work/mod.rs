//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub mod handovers;
pub mod health;
pub mod history;
pub mod organisations;
pub mod reminders;
