//! Documents out: a self-assessment as files that a committee, a Vice-Chancellor's office or an archive expects.
//!
//! [`form`] says what such a document holds, in order; each format draws the same parts.

pub mod calendar;
pub mod csv;
mod docx;
pub mod form;
mod html;
pub mod prose;

pub use docx::docx;
pub use html::html;
