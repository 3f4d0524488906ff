//! The activity log, handovers, background jobs, link checks, emails and reminders.

pub(crate) mod activity;
pub(crate) mod handovers;
pub(crate) mod jobs;
pub(crate) mod link_checks;
pub(crate) mod mailer;
pub(crate) mod reminders;
