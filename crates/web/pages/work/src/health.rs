//! `/health/live` and `/health/ready`: for load balancers and monitoring.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use web_shell::core::app::App;

/// `GET /health/live`: responds while the process runs. It does not use the database.
pub async fn live() -> &'static str {
    "live\n"
}

/// `GET /health/ready`: whether the instance can do its work, because its database can be read and written. The status is 503 if it
/// cannot; that others use the database at the moment is no reason.
pub async fn ready(State(app): State<App>) -> Response {
    let report = app.health.report(&app).await;
    let status = if report.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |is_true| if is_true { "yes" } else { "no" };
    let text = format!(
        "ready: {}\nreads: {}\nwrites: {}\ndamaged: {}\nspace: {}\n",
        word(report.is_ready()),
        report.reads.as_str(),
        report.writes.as_str(),
        word(report.is_damaged),
        word(report.has_space),
    );
    (status, text).into_response()
}
