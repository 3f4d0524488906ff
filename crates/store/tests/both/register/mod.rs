//! Organisations, phases, due dates, the calendar, the secretariat and the Steering Board.

pub(crate) mod due_dates;
pub(crate) mod invented;
pub(crate) mod organisations;
