//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub mod digest;
pub mod erasure;
pub mod event;
pub mod handover;
pub mod job;
pub mod needs;
pub mod reminder;
