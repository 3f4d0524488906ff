//! The nightly work, queued in small batches so that it does not block writers for long.

use crate::{
    core::{app::App, problem::Problem},
    work::{overdue_consultations, program, wiping},
};
use jiff::SignedDuration;
use model::{OrganisationId, Timestamp, work::job::JobKind};
use store::{
    Tx,
    accounts::{sessions, sign_ins},
    work::{
        emails, jobs,
        reminders::{self, NightlyOrganisation},
    },
};

/// After this time an upload that is not complete is not in progress any more.
pub const UNFINISHED_UPLOAD_AGE: SignedDuration = SignedDuration::from_hours(1);

/// Closes overdue consultations, deletes what has expired, and queues the jobs for organisations, links, the checkpoint of the event log, peer
/// review rounds and consultations that could not be closed. What is about one organisation is done by a job of its own, so that a row that cannot be read does
/// not stop the rest. `night` is the date.
pub(super) async fn begin(app: &App, night: &str) -> Result<Tx, Problem> {
    let (may, now) = (program::permit(), app.clock.now());
    let overdue = overdue_consultations::close_overdue(app, now).await?;
    wiping::rewrite(app).await;
    let mut tx = app.db.write().await?;
    let sessions = sessions::sweep(&mut tx, &may, now).await?;
    let sign_ins = sign_ins::sweep(&mut tx, &may, now).await?;
    let emails = emails::delete_old(&mut tx, &may, now).await?;
    let links = reminders::sweep(&mut tx, &may, now).await?;
    let jobs = jobs::sweep(&mut tx, &may, now).await?;
    let unfinished_uploads = unfinished_uploads(app, now).await;
    tracing::info!(
        closed = overdue.closed,
        not_closed = overdue.failed.len(),
        sessions,
        sign_ins,
        emails,
        links,
        jobs,
        unfinished_uploads,
        "closed consultations and deleted what has expired"
    );
    for place in overdue.failed {
        let key = overdue_consultations::key(night, place);
        jobs::enqueue(&mut tx, &may, JobKind::Consultation, &key, now, now).await?;
    }
    jobs::enqueue(&mut tx, &may, JobKind::Organisations, night, now, now).await?;
    jobs::enqueue(&mut tx, &may, JobKind::Links, night, now, now).await?;
    jobs::enqueue(&mut tx, &may, JobKind::Checkpoint, night, now, now).await?;
    jobs::enqueue(&mut tx, &may, JobKind::Rounds, night, now, now).await?;
    Ok(tx)
}

/// Removes what uploads have left half stored whose process was killed. A failure is logged: it does not keep the rest of the night from being
/// done.
async fn unfinished_uploads(app: &App, now: Timestamp) -> usize {
    let (files, before) = (app.files.clone(), now - UNFINISHED_UPLOAD_AGE);
    let swept = tokio::task::spawn_blocking(move || files.sweep(before)).await;
    match swept {
        Ok(Ok(removed)) => removed,
        Ok(Err(error)) => {
            tracing::error!(%error, "the folder for files cannot be read");
            0
        }
        Err(error) => {
            tracing::error!(%error, "the folder for files was not read");
            0
        }
    }
}

/// Queues the jobs of each of the next organisations, and one for those after them. The key is the night, `/`, and the last organisation of the
/// previous batch.
pub(super) async fn organisations(app: &App, key: &str) -> Result<Tx, Problem> {
    let (may, (night, after)) = (program::permit(), parts(key));
    let batch = reminders::organisations(&mut app.db.read().await?, &may, organisation_of(after)).await?;
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    for NightlyOrganisation { organisation, awaits_replies } in &batch {
        let key = format!("{night}/{organisation}");
        jobs::enqueue(&mut tx, &may, JobKind::Organisation, &key, now, now).await?;
        if *awaits_replies {
            jobs::enqueue(&mut tx, &may, JobKind::Escalation, &key, now, now).await?;
        }
    }
    if let Some(NightlyOrganisation { organisation: last, .. }) =
        batch.last().filter(|_| batch.len() == reminders::BATCH)
    {
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
