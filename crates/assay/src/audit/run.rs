//! The audit as it goes: reads the database part by part, and prints what does not fit.

use crate::program;
use model::{
    OrganisationId, Timestamp,
    core::{canonical::Hash, keys::KnownKey},
    work::event_log::{
        Checkpoint,
        audit::{AuditFinding, Discrepancy, EntryAudit},
        note::NoteError,
    },
};
use std::{collections::BTreeMap, error::Error, io::IsTerminal as _};
use store::{
    Db,
    work::audit::{self, RowBatch},
};
use web::core::files::Files;

/// The audit of a database.
pub(super) struct Run {
    db: Db,
    now: Timestamp,
    organisations: BTreeMap<OrganisationId, String>,
    /// How many rows do not fit.
    pub(super) findings: usize,
    /// How many events were recorded just now and have no entry yet.
    pub(super) waiting: usize,
    shows_progress: bool,
}

impl Run {
    /// Begins the audit.
    pub(super) async fn new(db: Db, now: Timestamp) -> Result<Self, store::Error> {
        let organisations = audit::organisations(&mut db.read().await?, &program::permit()).await?;
        let shows_progress = std::io::stderr().is_terminal();
        Ok(Self { db, now, organisations, findings: 0, waiting: 0, shows_progress })
    }

    fn report(&mut self, finding: &AuditFinding) {
        self.findings += 1;
        let organisation = finding.organisation.map(|id| {
            let name = self.organisations.get(&id).map_or("unknown organisation", String::as_str);
            format!(" ({name}, {id})")
        });
        println!("{}{}: {}", finding.row, organisation.unwrap_or_default(), finding.what);
    }

    fn progress(&self, what: &str, done: u64) {
        if self.shows_progress && done > 0 {
            eprint!("\r{what}: {done}\x1b[K");
        }
    }

    fn done(&self, what: &str, number: u64) {
        if self.shows_progress {
            eprint!("\r\x1b[K");
        }
        println!("{what}: {number}");
    }

    /// Checks the entries against their events, and the tree against the checkpoints.
    /// `kept` has the names and texts of checkpoints that were kept elsewhere.
    pub(super) async fn entries(
        &mut self,
        kept: &[(String, String)],
        keys: &[KnownKey],
    ) -> Result<EntryAudit, Box<dyn Error>> {
        let may = program::permit();
        let mut checkpoints = Vec::new();
        for (name, note) in kept {
            self.add(&mut checkpoints, || name.clone(), accepted(name, note, keys));
        }
        let mut tx = self.db.read().await?;
        let stored = audit::notes(&mut tx, &may).await?;
        let entries = audit::entries(&mut tx, &may).await?;
        drop(tx);
        for one in &stored {
            let read = accepted(&format!("checkpoint {}", one.size), &one.note, keys);
            // The columns by which it is found and shown are not signed.
            let fits = read.as_ref().is_ok_and(|read| read.size == one.size && read.at == one.at);
            let read = if fits { read } else { read.and(Err(NoteError::WrongSignature)) };
            self.add(&mut checkpoints, || format!("checkpoint {}", one.size), read);
        }
        let number = checkpoints.len() as u64;
        let mut state = EntryAudit::new(checkpoints, self.now);
        loop {
            let (more, findings) = audit::check_entries(&mut self.db.read().await?, &may, &mut state, entries).await?;
            for finding in &findings {
                self.report(finding);
            }
            self.progress("Entries", state.place());
            if !more {
                break;
            }
        }
        self.done("Checkpoints", number);
        self.done("Entries", state.place());
        if state.erased() > 0 {
            println!("Entries after personal data was erased: {}", state.erased());
        }
        self.waiting += usize::try_from(state.waiting())?;
        Ok(state)
    }

    fn add(
        &mut self,
        checkpoints: &mut Vec<Checkpoint>,
        row: impl FnOnce() -> String,
        read: Result<Checkpoint, NoteError>,
    ) {
        match read {
            Ok(checkpoint) => checkpoints.push(checkpoint),
            Err(error) => {
                let what = Discrepancy::CheckpointNotSigned(error);
                self.report(&AuditFinding { row: row(), organisation: None, what });
            }
        }
    }

    /// Checks the rows of each table that the log covers.
    pub(super) async fn rows(&mut self, entries: &EntryAudit, keys: &[KnownKey]) -> Result<(), store::Error> {
        let (db, now, may) = (self.db.clone(), self.now, program::permit());
        let (has_begun, until) = (entries.has_begun(), entries.taken_in_until());
        self.table("Events", async |after| {
            audit::check_events(&mut db.read().await?, &may, after, has_begun, now).await
        })
        .await?;
        self.table("Locked versions", async |after: Option<String>| {
            audit::check_locked_versions(&mut db.read().await?, &may, after.as_deref()).await
        })
        .await?;
        self.table("Submissions", async |after| {
            audit::check_submissions(&mut db.read().await?, &may, after, keys).await
        })
        .await?;
        self.table("Feedback", async |after| audit::check_feedback(&mut db.read().await?, &may, after).await).await?;
        self.table("Self-assessments", async |after| {
            audit::check_assessments(&mut db.read().await?, &may, after, until).await
        })
        .await?;
        self.table("Due dates", async |after| audit::check_due_dates(&mut db.read().await?, &may, after, until).await)
            .await?;
        self.table("Progress updates", async |after| {
            audit::check_progress_updates(&mut db.read().await?, &may, after, until).await
        })
        .await
    }

    /// Checks a table, part by part.
    async fn table<Key>(
        &mut self,
        what: &str,
        check: impl AsyncFn(Option<Key>) -> Result<RowBatch<Key>, store::Error>,
    ) -> Result<(), store::Error> {
        let (mut after, mut checked) = (None, 0);
        loop {
            let part = check(after).await?;
            for finding in &part.findings {
                self.report(finding);
            }
            self.waiting += part.waiting;
            checked += part.checked as u64;
            self.progress(what, checked);
            if part.next.is_none() {
                self.done(what, checked);
                return Ok(());
            }
            after = part.next;
        }
    }

    /// Checks the files of evidence against the hashes by which they are stored.
    pub(super) async fn files(&mut self, files: Option<&Files>) -> Result<(), store::Error> {
        let (mut after, mut checked) = (None, 0);
        loop {
            let (batch, next) = audit::files(&mut self.db.read().await?, &program::permit(), after).await?;
            for file in batch {
                checked += 1;
                let found = match files {
                    None => Some(Discrepancy::FileMissing),
                    Some(files) => compare(files, &file.sha256).await,
                };
                if let Some(what) = found {
                    let row = format!("evidence {}", file.evidence);
                    self.report(&AuditFinding { row, organisation: Some(file.organisation), what });
                }
                self.progress("Evidence files", checked);
            }
            if next.is_none() {
                self.done("Evidence files", checked);
                return Ok(());
            }
            after = next;
        }
    }
}

/// Reads a checkpoint. One that was signed late is compared with the entries like the others, because it is no harm if they fit.
fn accepted(row: &str, note: &str, keys: &[KnownKey]) -> Result<Checkpoint, NoteError> {
    let read = Checkpoint::verified(note, keys);
    let Err(late @ NoteError::OutsideKeyTime) = read else { return read };
    println!(
        "{row}: {late}. It is compared with the entries all the same, and proves nothing to others; the next one that is signed does"
    );
    Checkpoint::of_register(note, keys)
}

/// Compares a file with the hash by which it is stored.
async fn compare(files: &Files, sha256: &Hash) -> Option<Discrepancy> {
    match files.digest(sha256).await {
        Ok(Some(found)) if found == *sha256 => None,
        Ok(Some(_)) => Some(Discrepancy::FileChanged),
        Ok(None) => Some(Discrepancy::FileMissing),
        Err(error) => Some(Discrepancy::FileUnread(error.to_string())),
    }
}
