//! A plan as a workbook that people fill in offline, out and back.
//!
//! [`write()`] makes it: one row an action. [`read`] reads it again, whatever was sorted, moved, hidden, filtered or saved by
//! another program in between, and [`compare`] says what differs from the plan of today, so that a page can show it before anything
//! is written. All are pure; only [`read`] meets bytes that somebody sent.
//!
//! The last cell of each row holds the action's identity and a fingerprint of each of its fields when the workbook was made.
//! By these a field that was changed offline is told from one that somebody changed meanwhile: only the first is proposed,
//! and where both happened, that is said.

mod base;
mod column;
mod compare;
mod differences;
mod edit;
mod notes;
mod row_height;
mod rows;
mod write;

pub use column::Column;
pub use compare::compare;
pub use differences::{Change, Compared, Differences, Edit, Outcome, Problem};
pub use rows::{Row, read};
pub use write::{Cover, write};
