//! The headings of the evidence table, by which it is recognised. It contains no actions.

use crate::manuscript::{Cell, Table};

/// Its headings.
pub(crate) const HEADINGS: [&str; 4] = ["Title", "Type", "Location", "Attached to"];

/// The former headings, which are still read.
const FORMER_HEADINGS: [&str; 4] = ["Called", "Kind", "To be found", "Beside"];

/// Whether a table is the evidence table.
pub(crate) fn is_evidence(table: &Table) -> bool {
    let Some(row) = table.rows.first() else { return false };
    let has = |headings: [&str; 4]| row.cells.iter().map(Cell::text).eq(headings);
    has(HEADINGS) || has(FORMER_HEADINGS)
}
