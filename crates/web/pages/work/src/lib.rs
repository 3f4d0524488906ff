//! The pages that concern every area: the overview of an organisation, its activity log, handovers, reminders and the health check.

pub mod activity;
pub mod handovers;
pub mod health;
pub mod overview;
pub mod reminders;
pub mod routes;
