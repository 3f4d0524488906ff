//! The pages that concern every area: the overview of an organisation, its activity log, handovers, reminders, the health check and
//! `security.txt`.

pub mod activity;
pub mod handovers;
pub mod health;
pub mod overview;
pub mod reminders;
pub mod routes;
pub mod security_txt;
