//! The health of an instance: whether its database can be read and written.

use crate::core::app::App;
use std::time::Duration;
use store::core::health;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// How long a report is reused. Anyone may request it, and each check writes to the disk.
const REPORT_LIFETIME: Duration = Duration::from_secs(5);
/// How long the database may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(4);

/// The last report. One request checks, and concurrent requests wait for its report.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Instant, Report)>>);

/// Whether the database can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// It can be read.
    pub reads: bool,
    /// It can be written, to its disk.
    pub writes: bool,
    /// It has reported since the program started that a part of it is damaged.
    pub is_damaged: bool,
}

impl Report {
    /// Whether the instance can do its work.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.reads && self.writes && !self.is_damaged
    }
}

impl Health {
    /// Checks the database, or returns the report of the last five seconds.
    pub async fn report(&self, app: &App) -> Report {
        let mut last = self.0.lock().await;
        if let Some((at, report)) = *last
            && at.elapsed() < REPORT_LIFETIME
        {
            return report;
        }
        let (reads, writes) =
            tokio::join!(timeout(CHECK_TIMEOUT, Box::pin(read(app))), timeout(CHECK_TIMEOUT, Box::pin(write(app))));
        let succeeded = |outcome| matches!(outcome, Ok(Ok(())));
        let report = Report { reads: succeeded(reads), writes: succeeded(writes), is_damaged: app.db.is_damaged() };
        if !report.is_ready() {
            tracing::error!(?report, "the database cannot be used");
        }
        *last = Some((Instant::now(), report));
        report
    }
}

async fn read(app: &App) -> Result<(), store::Error> {
    health::reads(&mut app.db.read().await?).await
}

async fn write(app: &App) -> Result<(), store::Error> {
    let mut tx = app.db.write().await?;
    health::writes(&mut tx, app.clock.now()).await?;
    tx.commit_unseen().await
}
