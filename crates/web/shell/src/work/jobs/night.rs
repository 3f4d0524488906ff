//! The nightly work, queued in small batches so that it does not block writers for long.

use crate::{
    core::{app::App, problem::Problem},
    work::{escalation::escalate, overdue_consultations, program, wiping},
};
use model::{OrganisationId, work::job::JobKind};
use store::{
    Tx,
    accounts::{sessions, sign_ins},
    work::{emails, jobs, reminders},
};

/// Closes overdue consultations, tells leads which owners have not replied, deletes what has expired, and queues the jobs for organisations and
/// links. `night` is the date.
pub(super) async fn begin(app: &App, night: &str) -> Result<Tx, Problem> {
    let (may, now) = (program::permit(), app.clock.now());
    let closed = overdue_consultations::close_overdue(app, now).await?;
    wiping::rewrite(app).await;
    let mut tx = app.db.write().await?;
    let emails_to_leads = escalate(&mut tx, app, now).await?;
    let sessions = sessions::sweep(&mut tx, &may, now).await?;
    let sign_ins = sign_ins::sweep(&mut tx, &may, now).await?;
    let emails = emails::sweep(&mut tx, &may, now).await?;
    let links = reminders::sweep(&mut tx, &may, now).await?;
    let jobs = jobs::sweep(&mut tx, &may, now).await?;
    tracing::info!(
        closed,
        emails_to_leads,
        sessions,
        sign_ins,
        emails,
        links,
        jobs,
        "closed consultations, told leads which owners have not replied and deleted what has expired"
    );
    jobs::enqueue(&mut tx, &may, JobKind::Organisations, night, now, now).await?;
    jobs::enqueue(&mut tx, &may, JobKind::Links, night, now, now).await?;
    Ok(tx)
}

/// Queues a job for each of the next organisations, and one for those after them. The key is the night, `/`, and the last organisation of the
/// previous batch.
pub(super) async fn organisations(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, (night, after)) = (program::permit(), parts(key));
    let batch = reminders::organisations(&mut app.db.read().await?, &may, organisation_of(after)).await?;
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for organisation in &batch {
        jobs::enqueue(&mut tx, &may, JobKind::Organisation, &format!("{night}/{organisation}"), now, now).await?;
    }
    if let Some(last) = batch.last().filter(|_| batch.len() == reminders::BATCH) {
        jobs::enqueue(&mut tx, &may, JobKind::Organisations, &format!("{night}/{last}"), now, now).await?;
    }
    Ok(tx)
}

/// Queues a weekly summary for each of the next readers, in the same way.
pub(super) async fn weekly_summaries(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, (monday, after)) = (program::permit(), parts(key));
    let batch = reminders::readers(&mut app.db.read().await?, &may, after.parse().ok()).await?;
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for reader in &batch {
        jobs::enqueue(&mut tx, &may, JobKind::WeeklySummary, &format!("{monday}/{reader}"), now, now).await?;
    }
    if let Some(last) = batch.last().filter(|_| batch.len() == reminders::BATCH) {
        jobs::enqueue(&mut tx, &may, JobKind::WeeklySummaries, &format!("{monday}/{last}"), now, now).await?;
    }
    Ok(tx)
}

/// Splits a key into its date and the rest.
pub(super) fn parts(key: &str) -> (&str, &str) {
    key.split_once('/').unwrap_or((key, ""))
}

/// Parses the organisation of a key.
pub(super) fn organisation_of(text: &str) -> Option<OrganisationId> {
    text.parse().ok()
}
