//! The program's own work: takes jobs out of the database and does them. Any number of instances may do so at once; each
//! job is done once (`store/src/work/jobs.rs` says how).

mod links;
mod night;
mod urgent;
mod weekly_summaries;

use crate::{
    core::{app::App, problem::Problem},
    work::program,
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

pub use store::work::jobs::Lane;

/// So many hosts an instance asks at once, each for one page at a time.
const HOSTS_AT_ONCE: usize = 4;
/// How often it looks for jobs that are due.
const EVERY: Duration = Duration::from_secs(5);

/// Do jobs until `shutdown`; what is being done then is finished.
pub async fn work(app: App, shutdown: impl Future<Output = ()> + Send) {
    let (stop, stopped) = watch::channel(false);
    let mut others = JoinSet::new();
    for _ in 0..HOSTS_AT_ONCE {
        others.spawn(go_on(app.clone(), Lane::Elsewhere, stopped.clone()));
    }
    others.spawn(go_on(app, Lane::Own, stopped));
    shutdown.await;
    // All listen until they end.
    let _ = stop.send(true);
    others.join_all().await;
}

async fn go_on(app: App, lane: Lane, mut stopped: watch::Receiver<bool>) {
    let mut planned = None;
    loop {
        let done = async {
            // Each instance looks once whether a night and a week are put; whichever is first puts them.
            let now = app.clock.now();
            let next = Some((job::night(now), job::week(now)));
            if lane == Lane::Own && planned != next {
                plan(&app, now).await?;
                planned = next;
            }
            run(&app, lane).await
        };
        let done = done.await.unwrap_or_else(|error| {
            tracing::error!(%error, "jobs could not be asked for");
            0
        });
        let pause = if done > 0 { Duration::ZERO } else { EVERY };
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Puts the work of the night that has begun last and the weekly summaries, unless another instance did.
///
/// # Errors
/// The database failed.
pub async fn plan(app: &App, now: Timestamp) -> Result<(), store::Error> {
    let night = Some((JobKind::Night, job::night(now)));
    let week = job::week(now).map(|monday| (JobKind::WeeklySummaries, monday));
    for (kind, day) in night.into_iter().chain(week) {
        let key = day.to_string();
        if !jobs::is_put(&mut app.db.read().await?, &program::permit(), kind, &key).await? {
            let mut tx = app.db.write().await?;
            jobs::put(&mut tx, &program::permit(), kind, &key, now, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Do what is due now in a lane, up to a few jobs, and say how many were taken up.
///
/// # Errors
/// The database failed. Jobs that cannot be done are no error here: they are tried again, and in the end given up.
pub async fn run(app: &App, lane: Lane) -> Result<usize, store::Error> {
    let may = program::permit();
    // Most times nothing waits, and other writers need not wait for finding that out.
    if !jobs::wait(&mut app.db.read().await?, &may, lane, app.clock.now()).await? {
        return Ok(0);
    }
    let mut tx = app.db.write().await?;
    let claimed = jobs::claim(&mut tx, &may, lane, app.clock.now()).await?;
    tx.commit().await?;
    for job in &claimed {
        let failure = match carry_out(app, job).await {
            Ok(()) => None,
            Err(problem) => Some(whole(&problem)),
        };
        tracing::info!(job = %job.id, kind = job.kind.as_str(), attempts = job.attempts, failure, "job");
        if let Some(failure) = failure {
            let mut tx = app.db.write().await?;
            jobs::failed(&mut tx, &may, job, &failure, app.clock.now()).await?;
            tx.commit().await?;
        }
    }
    Ok(claimed.len())
}

/// Do one job, and keep what it changed together with that it is done.
async fn carry_out(app: &App, job: &Job) -> Result<(), Problem> {
    if job.attempts > ATTEMPTS {
        return Err(Problem::Abandoned);
    }
    let mut tx = begin(app, job).await?;
    if jobs::done(&mut tx, &program::permit(), job, app.clock.now()).await? {
        tx.commit().await?;
        // It may have written emails.
        app.bell.notify_one();
    }
    Ok(())
}

/// The work of each kind. It returns a transaction that is still open, so that the work cannot be committed without the
/// record that it is done; slow work, such as asking other servers, happens before it is opened.
async fn begin(app: &App, job: &Job) -> Result<Tx, Problem> {
    match job.kind {
        JobKind::Night => night::begin(app, &job.key).await,
        JobKind::Organisations => night::organisations(app, &job.key).await,
        JobKind::Organisation => urgent::work(app, &job.key).await,
        JobKind::WeeklySummaries => night::weekly_summaries(app, &job.key).await,
        JobKind::WeeklySummary => weekly_summaries::write(app, &job.key).await,
        JobKind::Links => links::put(app, &job.key).await,
        JobKind::Host => links::check(app, &job.key).await,
    }
}

/// A problem with what lies under it, for the operator.
fn whole(problem: &Problem) -> String {
    let mut text = problem.to_string();
    let mut cause = problem.source();
    while let Some(under) = cause {
        text = format!("{text}: {under}");
        cause = under.source();
    }
    text
}
