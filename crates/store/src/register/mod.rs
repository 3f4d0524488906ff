//! Organisations, phases, due dates, the calendar, the secretariat and the Steering Board.

pub mod charter_roles;
pub mod due_dates;
pub mod invented;
pub mod organisations;
