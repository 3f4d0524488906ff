//! A plan as an Excel workbook for editing offline.
//!
//! [`write()`] makes the workbook, with one row for each action. [`read`] reads it again, also if rows and columns were sorted,
//! moved, hidden or filtered, or if another program saved it. [`compare()`] returns the differences from the current plan, so that
//! a page can show them before they are applied. All three are pure; only [`read`] handles untrusted bytes.
//!
//! The last cell of each row holds the action's id and a fingerprint of each field from the time when the workbook was written. The
//! fingerprints separate fields that were edited offline from fields that changed in the plan since then. Only the former are
//! proposed; a field that changed in both is marked as a conflict.

mod base;
mod column;
mod compare;
mod differences;
mod edit;
mod notes;
mod rating;
mod row_height;
mod rows;
mod write;

pub use column::Column;
pub use compare::compare;
pub use differences::{ComparedRow, Differences, Edit, Problem, RowDifference, WorkbookChange};
pub use rows::{WorkbookRow, read};
pub use write::{Cover, write, write_public};
