//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub mod activity;
pub mod handovers;
pub mod health;
pub mod overview;
pub mod reminders;
pub mod routes;
