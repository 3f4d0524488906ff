//! Work that concerns all areas: background jobs, emails, reminders, link checks, and what is due.

pub mod emails;
pub mod escalation;
pub mod event_log;
pub mod jobs;
pub mod link_checks;
pub mod mailer;
pub mod metrics;
pub mod overdue_consultations;
mod program;
pub mod progress_reviews;
pub mod what_comes;
pub mod wiping;
