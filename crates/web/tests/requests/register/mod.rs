//! Organisations and the calendar.

pub(crate) mod calendar;
pub(crate) mod list;
pub(crate) mod organisations;
