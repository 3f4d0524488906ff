//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub mod erasure;
pub mod event;
pub mod event_log;
pub mod handover;
pub mod job;
pub mod reminder;
pub mod todo;
pub mod weekly_summary;
