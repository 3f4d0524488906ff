//! What touches every area: background jobs, emails, reminders, the to-do list, handovers and personal data.

pub mod emails;
pub mod escalation;
pub mod jobs;
pub mod link_checks;
pub mod mailer;
pub mod metrics;
pub mod overdue_consultations;
mod program;
pub mod progress_reviews;
pub mod what_comes;
