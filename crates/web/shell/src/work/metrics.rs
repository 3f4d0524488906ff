//! `/metrics`: the counts of the program and the queues in its database, in the text format of Prometheus. It is served by a separate
//! listener, never by the site. The reasons are in `docs/decisions/0013-metrics-have-their-own-listener.md`.

use crate::{
    core::app::App,
    imports::reader::ReaderUse,
    server::{
        health,
        metrics::{head, line, metric},
    },
    work::program,
};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use std::time::Duration;
use store::work::{
    emails::{self, EmailQueue},
    jobs::{self, JobQueue},
};
use tokio::time::timeout;

/// How long the database may take: less than the timeout of Prometheus.
const QUERY_TIMEOUT: Duration = Duration::from_secs(4);

/// The queues in the database.
struct Queues {
    emails: EmailQueue,
    jobs: JobQueue,
}

/// Builds the router of the listener for metrics, which has one address.
pub fn site(app: App) -> Router {
    Router::new().fallback(show).with_state(app)
}

async fn show(State(app): State<App>, uri: Uri) -> Response {
    if uri.path() != "/metrics" {
        return StatusCode::NOT_FOUND.into_response();
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text(&app).await).into_response()
}

/// Returns all metrics. While the database is away, those of its contents are missing.
pub async fn text(app: &App) -> String {
    let mut text = String::new();
    app.metrics.write(&mut text);
    write_readers(&mut text, app.reader.usage());
    head(&mut text, "assay_database_connections", "gauge", "Connections to the database, by purpose and state.");
    for pool in app.db.pools() {
        let purpose = pool.purpose;
        for (state, count) in [("most", u64::from(pool.most)), ("open", pool.open.into()), ("idle", pool.idle as u64)] {
            line(
                &mut text,
                format_args!("assay_database_connections{{purpose=\"{purpose}\",state=\"{state}\"}} {count}"),
            );
        }
    }
    let help = "How often something was read that is not what was signed.";
    metric(&mut text, "assay_tampered_total", "counter", help, app.db.tampered());
    if let Some(bytes) = health::free_bytes(app) {
        metric(&mut text, "assay_data_free_bytes", "gauge", "Free space on the disk of the data folder.", bytes);
    }
    let queues = timeout(QUERY_TIMEOUT, queues(app)).await.ok().and_then(Result::ok);
    let is_up = u8::from(queues.is_some());
    metric(&mut text, "assay_database_up", "gauge", "Whether the database responds.", is_up);
    let is_damaged = u8::from(app.db.is_damaged());
    metric(&mut text, "assay_database_damaged", "gauge", "Whether the database reported damage.", is_damaged);
    if let Some(Queues { emails, jobs }) = queues {
        let age = emails.oldest.map_or(0, |oldest| app.clock.now().duration_since(oldest).as_secs().max(0));
        metric(&mut text, "assay_emails_queued", "gauge", "Emails that were not sent yet.", emails.length);
        metric(&mut text, "assay_emails_oldest_seconds", "gauge", "The age of the oldest of them.", age);
        metric(&mut text, "assay_jobs_due", "gauge", "Background jobs that are due.", jobs.due);
        let age = jobs.oldest.map_or(0, |oldest| app.clock.now().duration_since(oldest).as_secs().max(0));
        metric(&mut text, "assay_jobs_oldest_seconds", "gauge", "How long the oldest of them has been due.", age);
        metric(&mut text, "assay_jobs_given_up", "gauge", "Background jobs that will not be retried.", jobs.given_up);
    }
    text
}

fn write_readers(text: &mut String, readers: ReaderUse) {
    let ReaderUse { running, waiting, read, refused, failed } = readers;
    metric(text, "assay_readers_running", "gauge", "Uploads that are being read.", running);
    metric(text, "assay_readers_waiting", "gauge", "Uploads that wait to be read.", waiting);
    head(text, "assay_uploads_read_total", "counter", "Uploads that were given to a reader, by outcome.");
    for (outcome, count) in [("read", read), ("refused", refused), ("failed", failed)] {
        line(text, format_args!("assay_uploads_read_total{{outcome=\"{outcome}\"}} {count}"));
    }
}

async fn queues(app: &App) -> Result<Queues, store::Error> {
    let (may, mut tx) = (program::permit(), app.db.read().await?);
    let emails = emails::queue(&mut tx, &may).await?;
    Ok(Queues { emails, jobs: jobs::queue(&mut tx, &may, app.clock.now()).await? })
}
