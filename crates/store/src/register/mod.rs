//! Organisations, phases, due dates, the calendar, the secretariat and the Steering Board.

pub mod due_dates;
pub mod organisations;
pub mod stewards;
