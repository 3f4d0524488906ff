//! Computes proposals for the allocation of reviewers. The search runs on a thread for blocking work, outside any transaction: others write
//! meanwhile. Each second its progress is stored with the best panels so far, and it is asked whether to stop. An instance that ends leaves the job to
//! another, which goes on from these panels with the time limit from its start: the result is never worse than what was found.

use crate::{
    core::{app::App, problem::Problem},
    work::program,
};
use allocation::{Score, SearchProgress};
use model::{
    ProposalId, Timestamp,
    peer_review::allocation::{ProposedPanel, proposal::ProposalResult, solving},
    work::job::JobKind,
};
use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};
use store::{
    Tx,
    peer_review::allocation as proposals,
    work::jobs::{self, Job},
};
use tokio::{sync::watch, time::Instant};

/// The interval at which progress is stored.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// Queues the computation of a proposal, in the transaction that created it.
///
/// # Errors
/// The database failed.
pub async fn queue_allocation(tx: &mut Tx, proposal: ProposalId, now: Timestamp) -> Result<(), store::Error> {
    jobs::enqueue(tx, &program::permit(), JobKind::Allocation, &proposal.to_string(), now, now).await
}

/// Ends the search when the job is dropped, as at shutdown: nobody would wait for its result.
struct EndOnDrop(Arc<AtomicBool>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// Computes a proposal. The key is its id.
pub(super) async fn search(app: &App, job: &Job) -> Result<Tx, Problem> {
    let may = program::permit();
    let proposal: ProposalId = job.key.parse().map_err(|_| Problem::NotFound)?;
    let mut tx = app.db.write().await?;
    let task = proposals::begin_search(&mut tx, &may, proposal, app.clock.now()).await?;
    let Some(task) = task else { return Ok(tx) };
    tx.commit().await?;
    let end = Arc::new(AtomicBool::new(false));
    let guard = EndOnDrop(end.clone());
    let (progress, watched) = watch::channel(SearchProgress::default());
    let (found, mut best_panels) = watch::channel(Vec::new());
    let deadline = Instant::now() + Duration::from_secs(task.time_limit.into());
    let mut search = tokio::task::spawn_blocking(move || {
        let watch = |now| {
            progress.send_replace(now);
            if end.load(Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let keep = |panels| drop(found.send_replace(panels));
        solving::resume(&task.input, (task.mode, &task.wishes), &task.found, watch, keep)
    });
    let result = loop {
        tokio::select! {
            result = &mut search => break result,
            () = tokio::time::sleep(REPORT_INTERVAL) => {}
        }
        let SearchProgress { best, bound, .. } = *watched.borrow();
        let found = best_panels.has_changed().unwrap_or(false).then(|| best_panels.borrow_and_update().clone());
        if report(app, job, proposal, (best, bound, found.as_deref())).await? || Instant::now() >= deadline {
            guard.0.store(true, Relaxed);
        }
    };
    let result = result.unwrap_or_else(|error| {
        tracing::error!(%error, "the search for an allocation failed");
        ProposalResult::Refused {
            reason: "The search failed. Create another proposal, or ask the operator.".to_owned(),
        }
    });
    let mut tx = app.db.write().await?;
    proposals::finish_search(&mut tx, &may, proposal, &result, app.clock.now()).await?;
    Ok(tx)
}

/// Stores the progress, in a short transaction. Returns whether the search shall end: somebody asked for it, or another instance has the job.
async fn report(
    app: &App,
    job: &Job,
    proposal: ProposalId,
    (best, bound, found): (Option<Score>, Option<Score>, Option<&[ProposedPanel]>),
) -> Result<bool, store::Error> {
    let (may, now) = (program::permit(), app.clock.now());
    let (best, bound) = (best.map(Score::millionths), bound.map(Score::millionths));
    let mut tx = app.db.write().await?;
    let is_ours = jobs::renew(&mut tx, &may, job, now).await?;
    let shall_stop = proposals::report_progress(&mut tx, &may, proposal, (best, bound, found), now).await?;
    tx.commit().await?;
    Ok(shall_stop || !is_ours)
}
