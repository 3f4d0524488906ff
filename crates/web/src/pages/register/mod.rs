//! Organisations, phases, due dates, the calendar, the secretariat and the Steering Board.

pub mod calendar;
pub mod details;
pub mod due_dates;
pub mod entry;
#[expect(clippy::module_inception, reason = "the list is renamed next")]
pub mod register;
pub mod stewards;
