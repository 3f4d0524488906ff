//! The program's own work: takes jobs out of the database and does them. Any number of instances may do so at once; each
//! job is done once (`store/src/jobs.rs` says how).

mod night;

use crate::{app::App, problem::Problem};
use model::{
    Timestamp,
    job::{self, ATTEMPTS, Kind},
};
use std::{error::Error as _, time::Duration};
use store::{
    Tx,
    jobs::{self, Job},
};

/// How often it looks for jobs that are due.
const EVERY: Duration = Duration::from_secs(5);

/// Do jobs until `shutdown`; what is being done then is finished.
pub async fn work(app: App, shutdown: impl Future<Output = ()> + Send) {
    let mut shutdown = std::pin::pin!(shutdown);
    let mut planned = None;
    loop {
        let done = async {
            // Each instance looks once a night whether it is put; whichever is first puts it.
            let night = job::night(app.clock.now());
            if planned != Some(night) {
                plan(&app, app.clock.now()).await?;
                planned = Some(night);
            }
            run(&app).await
        };
        let done = done.await.unwrap_or_else(|error| {
            tracing::error!(%error, "jobs could not be asked for");
            0
        });
        let pause = if done > 0 { Duration::ZERO } else { EVERY };
        tokio::select! {
            biased;
            () = &mut shutdown => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Put the work of the night that has begun last, if nobody did.
///
/// # Errors
/// The database failed.
pub async fn plan(app: &App, now: Timestamp) -> Result<(), store::Error> {
    let key = job::night(now).to_string();
    if !jobs::is_put(&mut app.db.read().await?, Kind::Night, &key).await? {
        let mut tx = app.db.write().await?;
        jobs::put(&mut tx, Kind::Night, &key, now, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Do what is due now, up to a few jobs, and say how many were taken up.
///
/// # Errors
/// The database failed. Jobs that cannot be done are no error here: they are tried again, and in the end given up.
pub async fn run(app: &App) -> Result<usize, store::Error> {
    // Most times nothing waits, and whoever writes need not be kept waiting to learn that.
    if !jobs::wait(&mut app.db.read().await?, app.clock.now()).await? {
        return Ok(0);
    }
    let mut tx = app.db.write().await?;
    let claimed = jobs::claim(&mut tx, app.clock.now()).await?;
    tx.commit().await?;
    for job in &claimed {
        let failure = match carry_out(app, job).await {
            Ok(()) => None,
            Err(problem) => Some(whole(&problem)),
        };
        tracing::info!(job = %job.id, kind = job.kind.as_str(), attempts = job.attempts, failure, "job");
        if let Some(failure) = failure {
            let mut tx = app.db.write().await?;
            jobs::failed(&mut tx, job, &failure, app.clock.now()).await?;
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
    if jobs::done(&mut tx, job, app.clock.now()).await? {
        tx.commit().await?;
        // It may have written letters.
        app.bell.notify_one();
    }
    Ok(())
}

/// What is done for each kind. It comes back as a transaction that is still open, so that nobody can keep the work without
/// saying that it is done; what takes long, such as asking other servers, happens before it is opened.
async fn begin(app: &App, job: &Job) -> Result<Tx, Problem> {
    match job.kind {
        Kind::Night => night::work(app).await,
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
