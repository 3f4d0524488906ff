//! Organisations, phases, due dates, the calendar, the secretariat and the Steering Board.

pub(crate) mod calendar;
