//! The rules of `assay audit`: what does not fit between the event log and what it is about.
//!
//! The checks only compare. Reading the database in small parts is the work of `store::work::audit`.

mod derived;
mod entries;
mod finding;

pub use derived::{
    CountsFrom, Dated, DueDateRow, ProgressRow, SignOffRow, SignatureRow, check_due_date, check_progress,
    check_removed_signatures, check_sign_off, check_signature,
};
pub use entries::{Context, EntryAudit, StoredEntry, StoredEvent};
pub use finding::{AuditFinding, Discrepancy};

use jiff::SignedDuration;

/// How long an event may wait for its entry: longer than any transaction lasts, with the difference between the clocks of two instances.
pub const SETTLING: SignedDuration = SignedDuration::from_mins(10);
