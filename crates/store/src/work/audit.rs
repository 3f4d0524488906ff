//! Reads the database for `assay audit`, in parts: each is a short transaction, so that a running server is not disturbed, and holds a few
//! hundred rows. The rules are in `model::work::event_log::audit`.

mod entries;
mod events;
mod feedback;
mod files;
mod locked_versions;
mod records;
mod submissions;

pub use entries::{check_entries, entries, notes};
pub use events::check_events;
pub use feedback::check_feedback;
pub use files::{StoredFile, files};
pub use locked_versions::check_locked_versions;
pub use records::{check_assessments, check_due_dates, check_progress_updates};
pub use submissions::check_submissions;

use crate::core::db::{Error, Tx};
use model::{
    OrganisationId,
    core::permit::{Permit, RunProgram},
    work::event_log::audit::AuditFinding,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many rows a part has.
const BATCH: usize = 500;

/// What a part of a table has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowBatch<Key> {
    /// What does not fit.
    pub findings: Vec<AuditFinding>,
    /// How many rows were checked.
    pub checked: usize,
    /// How many rows wait for their entry of the event log.
    pub waiting: usize,
    /// Where the next part begins; `None` after the last.
    pub next: Option<Key>,
}

impl<Key: Clone> RowBatch<Key> {
    /// The part with these rows, of which `key` returns the key.
    fn of<Row>(rows: &[Row], limit: usize, key: impl Fn(&Row) -> Key) -> Self {
        let next = rows.last().filter(|_| rows.len() == limit).map(key);
        Self { findings: Vec::new(), checked: rows.len(), waiting: 0, next }
    }
}

/// The names of all organisations.
pub async fn organisations(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<BTreeMap<OrganisationId, String>, Error> {
    let rows: Vec<(Uuid, String)> = tx.query("select id, name from organisation").all().await?;
    Ok(rows.into_iter().map(|(id, name)| (OrganisationId(id), name)).collect())
}

/// The number of rows to read at once, as a value of a query.
fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
