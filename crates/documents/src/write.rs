//! Writes self-assessments, plans and calendars as files.
//!
//! [`form`] builds the contents of a document; each format draws the same parts.

pub mod calendar;
pub mod csv;
mod docx;
pub mod form;
mod html;
pub mod prose;

pub use docx::docx;
pub use html::html;
