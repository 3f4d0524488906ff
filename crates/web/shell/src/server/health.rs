//! Whether this instance can do its work: whether its database can be read and written.

use crate::core::app::App;
use std::time::Duration;
use store::core::health;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// How long a report is given again: anyone may ask, and each asks the disk.
const KEPT: Duration = Duration::from_secs(5);
/// How long the database may take.
const PATIENCE: Duration = Duration::from_secs(4);

/// What was last found. One request looks, and the others wait for what it finds.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Instant, Report)>>);

/// Whether the database can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// It can be read.
    pub reads: bool,
    /// It can be written, on its disk.
    pub writes: bool,
    /// It has said since the program started that a part of it is damaged.
    pub is_damaged: bool,
}

impl Report {
    /// Whether all is well.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.reads && self.writes && !self.is_damaged
    }
}

impl Health {
    /// Whether the database can be used: as found now, or within the last five seconds.
    pub async fn report(&self, app: &App) -> Report {
        let mut last = self.0.lock().await;
        if let Some((at, report)) = *last
            && at.elapsed() < KEPT
        {
            return report;
        }
        let (reads, writes) =
            tokio::join!(timeout(PATIENCE, Box::pin(read(app))), timeout(PATIENCE, Box::pin(write(app))));
        let is_well = |outcome| matches!(outcome, Ok(Ok(())));
        let report = Report { reads: is_well(reads), writes: is_well(writes), is_damaged: app.db.is_damaged() };
        if !report.is_ready() {
            tracing::error!(?report, "the database is not well");
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
