//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub(crate) mod handovers;
pub(crate) mod history;
pub(crate) mod jobs;
pub(crate) mod links;
pub(crate) mod post;
pub(crate) mod reminders;
