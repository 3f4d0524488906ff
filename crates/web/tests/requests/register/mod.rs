//! The secretariat’s pages of organisations, and the calendar.

pub(crate) mod calendar;
pub(crate) mod list;
pub(crate) mod organisations;
