//! The health of an instance: whether its database can be read and written.

use crate::core::app::App;
use std::time::Duration;
use store::{Failure, core::health};
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// How long a report is reused. Anyone may request it, and each check writes to the disk.
const REPORT_LIFETIME: Duration = Duration::from_secs(5);
/// How long the database may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(4);
/// How long the connections may all be in use before the instance counts as unable to work: longer than any page may take.
const BUSY_LIMIT: Duration = Duration::from_secs(90);

/// How much of the disk must be free: a few of the largest uploads.
const MIN_FREE_BYTES: u64 = 4 * model::plan::evidence::MAX_FILE_BYTES as u64;

/// The last report. One request checks, and concurrent requests wait for its report.
#[derive(Debug, Default)]
pub struct Health(Mutex<Checks>);

#[derive(Debug, Default)]
struct Checks {
    last: Option<(Instant, Report)>,
    reads_busy: BusySince,
    writes_busy: BusySince,
}

/// Whether the database can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Whether it can be read.
    pub reads: Access,
    /// Whether it can be written, to its disk.
    pub writes: Access,
    /// It has reported since the program started that a part of it is damaged.
    pub is_damaged: bool,
    /// Whether the disk of the data folder has room for an upload. A full disk can still take small changes for a while, where the database
    /// reuses its space.
    pub has_space: bool,
}

/// Whether the database can be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It can.
    Works,
    /// Others use it: a request would wait. That says nothing against it, for a while.
    Busy,
    /// It cannot, or others have used it for too long.
    Fails,
}

impl Access {
    /// Returns the word for monitoring.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Works => "yes",
            Self::Busy => "busy",
            Self::Fails => "no",
        }
    }
}

impl Report {
    /// Whether the instance can do its work.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.reads != Access::Fails && self.writes != Access::Fails && !self.is_damaged && self.has_space
    }
}

/// Since when the database was found to be busy at every check.
#[derive(Debug, Default)]
struct BusySince(Option<Instant>);

impl BusySince {
    /// Records a check. Being busy for longer than [`BUSY_LIMIT`] is a failure: what uses the connections does not end.
    fn note(&mut self, access: Access, now: Instant) -> Access {
        if access != Access::Busy {
            self.0 = None;
            return access;
        }
        let since = *self.0.get_or_insert(now);
        if now.duration_since(since) > BUSY_LIMIT { Access::Fails } else { Access::Busy }
    }
}

impl Health {
    /// Checks the database, or returns the report of the last five seconds.
    pub async fn report(&self, app: &App) -> Report {
        let mut checks = self.0.lock().await;
        if let Some((at, report)) = checks.last
            && at.elapsed() < REPORT_LIFETIME
        {
            return report;
        }
        // Checks that wait for a connection are not the ones that use it.
        let (reads, writes) = tokio::join!(Box::pin(read(app)), Box::pin(write(app)));
        let now = Instant::now();
        let report = Report {
            reads: checks.reads_busy.note(reads, now),
            writes: checks.writes_busy.note(writes, now),
            is_damaged: app.db.is_damaged(),
            has_space: free_bytes(app).is_none_or(|bytes| bytes >= MIN_FREE_BYTES),
        };
        if !report.is_ready() {
            tracing::error!(?report, "the database or the disk cannot be used");
        }
        checks.last = Some((now, report));
        report
    }
}

/// Returns how many bytes are free on the disk of the data folder; `None` if the program stores nothing there that a page needs, or the system
/// does not say.
#[must_use]
pub fn free_bytes(app: &App) -> Option<u64> {
    let disk = rustix::fs::statvfs(app.data_folder.as_deref()?).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

async fn read(app: &App) -> Access {
    let mut tx = match begun(app, "read", app.db.read()).await {
        Ok(tx) => tx,
        Err(access) => return access,
    };
    access(timeout(CHECK_TIMEOUT, health::reads(&mut tx)).await)
}

async fn write(app: &App) -> Access {
    let mut tx = match begun(app, "write", app.db.write()).await {
        Ok(tx) => tx,
        Err(access) => return access,
    };
    let written = async {
        health::writes(&mut tx, app.clock.now()).await?;
        tx.commit().await
    };
    access(timeout(CHECK_TIMEOUT, written).await)
}

/// Begins a transaction. If that takes too long although connections are open, they are all in use: on SQLite, a writer waits for the one
/// before it.
async fn begun(
    app: &App,
    purpose: &str,
    begin: impl Future<Output = Result<store::Tx, store::Error>>,
) -> Result<store::Tx, Access> {
    match timeout(CHECK_TIMEOUT, Box::pin(begin)).await {
        Ok(Ok(tx)) => Ok(tx),
        Ok(Err(error)) => Err(access(Ok(Err(error)))),
        Err(_) if app.db.pools().iter().any(|pool| pool.purpose == purpose && pool.is_exhausted()) => Err(Access::Busy),
        Err(_) => Err(Access::Fails),
    }
}

fn access(outcome: Result<Result<(), store::Error>, tokio::time::error::Elapsed>) -> Access {
    match outcome {
        Ok(Ok(())) => Access::Works,
        Ok(Err(error)) if Failure::of(&error) == Failure::Busy => Access::Busy,
        Ok(Err(error)) => {
            tracing::error!(%error, "a check of the database failed");
            Access::Fails
        }
        Err(_) => Access::Fails,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn being_busy_counts_as_a_failure_only_after_a_while() {
        let (mut busy, now) = (BusySince::default(), Instant::now());
        assert_eq!(busy.note(Access::Busy, now), Access::Busy);
        assert_eq!(busy.note(Access::Busy, now + BUSY_LIMIT), Access::Busy);
        assert_eq!(busy.note(Access::Busy, now + BUSY_LIMIT * 2), Access::Fails);
        assert_eq!(busy.note(Access::Works, now + BUSY_LIMIT * 2), Access::Works);
        assert_eq!(busy.note(Access::Busy, now + BUSY_LIMIT * 3), Access::Busy, "the count begins again");
        assert_eq!(busy.note(Access::Fails, now + BUSY_LIMIT * 3), Access::Fails);
    }

    #[test]
    fn a_busy_instance_is_ready_and_a_damaged_one_is_not() {
        let report = Report { reads: Access::Works, writes: Access::Busy, is_damaged: false, has_space: true };
        assert!(report.is_ready());
        assert!(!Report { writes: Access::Fails, ..report }.is_ready());
        assert!(!Report { is_damaged: true, ..report }.is_ready());
        assert!(!Report { has_space: false, ..report }.is_ready());
    }
}
