//! Organisations, phases, due dates, the calendar, the secretariat and the Steering Board.

pub mod calendar;
pub mod calendar_links;
pub mod due_dates;
pub mod email_domains;
pub mod organisations;
pub mod profile;
pub mod registration;
pub mod routes;
pub mod secretariat;
