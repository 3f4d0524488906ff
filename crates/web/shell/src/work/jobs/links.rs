//! Links are asked for at night: one request a host at a time, with a pause between.

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

/// Between two requests to one host.
const PAUSE: Duration = Duration::from_secs(2);

/// A job for each of the next hosts. The key is the night, then `/` and the last host of the batch before.
pub(super) async fn put(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, (night, after)) = (program::permit(), parts(key));
    let batch = link_checks::hosts(&mut app.db.read().await?, &may, after, app.clock.now()).await?;
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for host in &batch {
        jobs::put(&mut tx, &may, JobKind::Host, &format!("{night}/{host}"), now, now).await?;
    }
    if let Some(last) = batch.last().filter(|_| batch.len() == link_checks::BATCH) {
        jobs::put(&mut tx, &may, JobKind::Links, &format!("{night}/{last}"), now, now).await?;
    }
    Ok(tx)
}

/// Ask for the next links of one host, and put a job for those after them. As long as this one is not done there is no other for the
/// host, on whatever instance. The key is the night, `/`, the host, and `/` with a number for those after the first.
pub(super) async fn check(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, (night, rest)) = (program::permit(), parts(key));
    let (host, number) = rest.split_once('/').unwrap_or((rest, "1"));
    let batch = link_checks::of_host(&mut app.db.read().await?, &may, host, app.clock.now()).await?;
    let mut outcomes = Vec::new();
    for (index, (id, address)) in batch.iter().enumerate() {
        if index > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        outcomes.push((*id, app.reach.check(address).await.err().map(|gone| gone.to_string())));
    }
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for (id, failure) in outcomes {
        link_checks::record(&mut tx, &may, id, failure.as_deref(), now).await?;
    }
    if batch.len() == link_checks::OF_A_HOST {
        let next = number.parse::<u32>().unwrap_or(1) + 1;
        jobs::put(&mut tx, &may, JobKind::Host, &format!("{night}/{host}/{next}"), now, now).await?;
    }
    Ok(tx)
}
