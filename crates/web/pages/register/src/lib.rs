//! The pages of organisations: their list, profiles, registration details and due dates; the calendar and the secretariat.

pub mod calendar;
pub mod calendar_links;
pub mod due_dates;
pub mod email_domains;
pub mod organisations;
pub mod profile;
pub mod registration;
pub mod routes;
pub mod secretariat;
