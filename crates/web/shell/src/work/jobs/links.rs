//! Nightly link checks: one request to a host at a time, with a pause between requests.

use super::night::parts;
use crate::{
    core::{app::App, problem::Problem},
    work::program,
};
use model::work::job::JobKind;
use std::time::Duration;
use store::{
    Tx,
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
pub(super) async fn check(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, (night, rest)) = (program::permit(), parts(key));
    let (host, number) = rest.split_once('/').unwrap_or((rest, "1"));
    let batch = link_checks::of_host(&mut app.db.read().await?, &may, host, app.clock.now()).await?;
    let mut outcomes = Vec::new();
    for (index, (id, address)) in batch.iter().enumerate() {
        if index > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        outcomes.push((*id, app.link_checker.check(address).await.err().map(|failure| failure.to_string())));
    }
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for (id, failure) in outcomes {
        link_checks::record(&mut tx, &may, id, failure.as_deref(), now).await?;
    }
    if batch.len() == link_checks::OF_A_HOST {
        let next = number.parse::<u32>().unwrap_or(1) + 1;
        jobs::enqueue(&mut tx, &may, JobKind::Host, &format!("{night}/{host}/{next}"), now, now).await?;
    }
    Ok(tx)
}
