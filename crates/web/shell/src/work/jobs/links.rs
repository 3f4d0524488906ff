//! Nightly link checks: one request to a host at a time, with a pause between requests.

use super::night::parts;
use crate::{
    core::{app::App, problem::Problem},
    work::program,
};
use model::work::job::JobKind;
use std::time::Duration;
use store::{
    Failure, Tx,
    work::{jobs, link_checks},
};

/// The pause between two requests to a host.
const PAUSE: Duration = Duration::from_secs(2);

/// Queues a job for each of the next hosts. The key is the night, `/`, and the last host of the previous batch.
pub(super) async fn put(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, (night, after)) = (program::permit(), parts(key));
    let batch = link_checks::hosts(&mut app.db.read().await?, &may, after, app.clock.now()).await?;
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for host in &batch {
        jobs::enqueue(&mut tx, &may, JobKind::Host, &format!("{night}/{host}"), now, now).await?;
    }
    if let Some(last) = batch.last().filter(|_| batch.len() == link_checks::BATCH) {
        jobs::enqueue(&mut tx, &may, JobKind::Links, &format!("{night}/{last}"), now, now).await?;
    }
    Ok(tx)
}

/// Checks the next links of a host, and queues a job for those after them. Until this job is done there is no other for the host, on any
/// instance. The key is the night, `/`, the host, and for jobs after the first one `/` and a number.
///
/// A link whose row cannot be read fails the job, after the results of the others were committed.
pub(super) async fn check(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, (night, rest)) = (program::permit(), parts(key));
    let (host, number) = rest.split_once('/').unwrap_or((rest, "1"));
    let batch = link_checks::of_host(&mut app.db.read().await?, &may, host, app.clock.now()).await?;
    let (mut outcomes, mut unreadable) = (Vec::new(), None);
    for id in &batch {
        let address = match link_checks::address(&mut app.db.read().await?, &may, *id).await {
            Ok(Some(address)) => address,
            Ok(None) => continue,
            Err(error) if Failure::of(&error) == Failure::Fault => {
                tracing::error!(%error, evidence = %id, "a link was not checked: it cannot be read");
                unreadable = Some(error);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if !outcomes.is_empty() {
            tokio::time::sleep(PAUSE).await;
        }
        outcomes.push((*id, app.link_checker.check(&address).await.err().map(|failure| failure.to_string())));
    }
    // Without a result there would be no end of jobs for the same links.
    let is_any_checked = !outcomes.is_empty();
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for (id, failure) in outcomes {
        link_checks::record(&mut tx, &may, id, failure.as_deref(), now).await?;
    }
    if batch.len() == link_checks::OF_A_HOST && is_any_checked {
        let next = number.parse::<u32>().unwrap_or(1) + 1;
        jobs::enqueue(&mut tx, &may, JobKind::Host, &format!("{night}/{host}/{next}"), now, now).await?;
    }
    if let Some(error) = unreadable {
        // The results are not lost, and these links are not due when the job is tried again.
        tx.commit().await?;
        return Err(error.into());
    }
    Ok(tx)
}
