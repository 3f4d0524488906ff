//! The background worker: claims jobs in the database and runs them. Any number of instances may do so at once; each job is done once (see
//! `store/src/work/jobs.rs`).

mod allocation;
mod feedback;
mod links;
mod night;
mod rounds;
mod sent_feedback;
mod urgent;
mod weekly_summaries;

use crate::{
    core::{app::App, problem::Problem},
    work::{escalation, event_log, overdue_consultations, program},
};
use model::{
    Timestamp,
    work::job::{self, ATTEMPTS, JobKind},
};
use std::{error::Error as _, time::Duration};
use store::{
    Tx,
    work::jobs::{self, Job},
};
use tokio::{sync::watch, task::JoinSet};

pub use allocation::queue_allocation;
pub use feedback::{feedback_title, queue_returned_draft, queue_sent_feedback};
pub use night::UNFINISHED_UPLOAD_AGE;
pub use store::work::jobs::Lane;

/// The number of hosts that an instance sends requests to at once, one request per host at a time.
const HOSTS_AT_ONCE: usize = 4;
/// The interval at which due jobs are polled.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// Which jobs a program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workload {
    /// All jobs, also those of each night and week.
    All,
    /// Only what visitors cause: no reminders, and no requests to other servers.
    ByVisitors,
}

impl Workload {
    fn lanes(self) -> &'static [Lane] {
        match self {
            Self::All => &Lane::ALL,
            Self::ByVisitors => &[Lane::Database, Lane::Search],
        }
    }
}

/// Runs jobs until `shutdown` completes. Jobs that are running then are completed, except searches, which begin again elsewhere.
pub async fn work(app: App, workload: Workload, shutdown: impl Future<Output = ()> + Send) {
    let (stop, stopped) = watch::channel(false);
    let mut workers = JoinSet::new();
    for lane in workload.lanes() {
        let at_once = if *lane == Lane::Network { HOSTS_AT_ONCE } else { 1 };
        for _ in 0..at_once {
            workers.spawn(work_lane(app.clone(), (*lane, workload), stopped.clone()));
        }
    }
    shutdown.await;
    // The workers hold receivers until they end, so this cannot fail.
    let _ = stop.send(true);
    workers.join_all().await;
}

/// Runs the jobs of a lane until `stopped` is true.
async fn work_lane(app: App, (lane, workload): (Lane, Workload), mut stopped: watch::Receiver<bool>) {
    let mut planned = None;
    loop {
        let done = async {
            // Each instance checks once whether the jobs of the night and the week are queued. The first one queues them.
            let now = app.clock.now();
            let next = Some((job::night(now), job::week(now)));
            if lane == Lane::Database && workload == Workload::All && planned != next {
                plan(&app, now).await?;
                planned = next;
            }
            run(&app, lane).await
        };
        let done = tokio::select! {
            biased;
            // A search is not completed: the instance that claims it next begins again.
            _ = stopped.wait_for(|stop| *stop), if lane == Lane::Search => return,
            done = done => done,
        };
        let done = done.unwrap_or_else(|error| {
            tracing::error!(%error, "jobs could not be read from the database");
            0
        });
        let pause = if done > 0 { Duration::ZERO } else { POLL_INTERVAL };
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Queues the jobs of the latest night and of the weekly summaries, unless another instance has.
///
/// # Errors
/// The database failed.
pub async fn plan(app: &App, now: Timestamp) -> Result<(), store::Error> {
    let night = Some((JobKind::Night, job::night(now)));
    let week = job::week(now).map(|monday| (JobKind::WeeklySummaries, monday));
    for (kind, day) in night.into_iter().chain(week) {
        let key = day.to_string();
        if !jobs::is_queued(&mut app.db.read().await?, &program::permit(), kind, &key).await? {
            let mut tx = app.db.write().await?;
            jobs::enqueue(&mut tx, &program::permit(), kind, &key, now, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Runs up to a few due jobs of a lane, and returns the number of jobs claimed.
///
/// # Errors
/// The database failed. A failed job is not an error here: it is retried, and given up in the end.
pub async fn run(app: &App, lane: Lane) -> Result<usize, store::Error> {
    let may = program::permit();
    // Usually no job is due. A read finds that out without blocking writers.
    if !jobs::is_any_due(&mut app.db.read().await?, &may, lane, app.clock.now()).await? {
        return Ok(0);
    }
    let mut tx = app.db.write().await?;
    let claimed = jobs::claim(&mut tx, &may, lane, app.clock.now()).await?;
    tx.commit().await?;
    for job in &claimed {
        let failure = match perform(app, job).await {
            Ok(()) => None,
            Err(problem) => Some(with_causes(&problem)),
        };
        app.metrics.count_job(job.kind.as_str(), failure.is_none());
        tracing::info!(job = %job.id, kind = job.kind.as_str(), attempts = job.attempts, failure, "job");
        if let Some(failure) = failure {
            let mut tx = app.db.write().await?;
            jobs::failed(&mut tx, &may, job, &failure, app.clock.now()).await?;
            tx.commit().await?;
        }
    }
    Ok(claimed.len())
}

/// Runs a job, and commits its changes together with the record that it is done.
async fn perform(app: &App, job: &Job) -> Result<(), Problem> {
    if job.attempts > ATTEMPTS {
        return Err(Problem::Abandoned);
    }
    let mut tx = begin(app, job).await?;
    if jobs::done(&mut tx, &program::permit(), job, app.clock.now()).await? {
        tx.commit().await?;
        // The job may have written emails.
        app.emails_written.notify_one();
    }
    Ok(())
}

/// Does the work of a job. It returns an open transaction, so that the work cannot be committed without the record that it is done. Slow work,
/// such as requests to other servers, is done before the transaction is opened.
async fn begin(app: &App, job: &Job) -> Result<Tx, Problem> {
    match job.kind {
        JobKind::Night => night::begin(app, &job.key).await,
        JobKind::Organisations => night::organisations(app, &job.key).await,
        JobKind::Organisation => urgent::work(app, &job.key).await,
        JobKind::Escalation => escalation::work(app, &job.key).await,
        JobKind::Consultation => overdue_consultations::close_again(app, &job.key).await,
        JobKind::WeeklySummaries => night::weekly_summaries(app, &job.key).await,
        JobKind::WeeklySummary => weekly_summaries::write(app, &job.key).await,
        JobKind::Links => links::put(app, &job.key).await,
        JobKind::Checkpoint => event_log::begin_checkpoint(app).await,
        JobKind::Host => links::check(app, &job.key).await,
        JobKind::Allocation => allocation::search(app, job).await,
        JobKind::Rounds => rounds::begin(app, &job.key).await,
        JobKind::Round => rounds::work(app, &job.key).await,
        JobKind::Feedback => feedback::work(app, &job.key).await,
        JobKind::SentFeedback => sent_feedback::begin(app, &job.key).await,
        JobKind::SentFeedbackEmail => sent_feedback::tell(app, &job.key).await,
        JobKind::ReturnedDraft => feedback::tell_of_returned(app, &job.key).await,
    }
}

/// Returns the message of a problem and of all its causes, for the operator.
fn with_causes(problem: &Problem) -> String {
    let mut text = problem.to_string();
    let mut cause = problem.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
