//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub(crate) mod activity;
pub(crate) mod handovers;
pub(crate) mod jobs;
pub(crate) mod link_checks;
pub(crate) mod mailer;
pub(crate) mod reminders;
