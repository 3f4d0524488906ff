//! Organisations, phases, due dates, the calendar, the secretariat and the Steering Board, and who signs for an organisation.

pub mod charter_roles;
pub mod correspondents;
pub mod due_dates;
pub mod email_domains;
pub mod invented;
pub mod organisations;
pub mod repeated_registration;
pub(crate) mod signatories;
