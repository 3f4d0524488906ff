//! `/health/live` and `/health/ready`: for load balancers and monitoring.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use web_shell::core::app::App;

/// The process answers. It asks no database.
pub async fn live() -> &'static str {
    "live\n"
}

/// Whether the instance can do its work: its database is read and written. The status is 503 if it cannot.
pub async fn ready(State(app): State<App>) -> Response {
    let report = app.health.report(&app).await;
    let status = if report.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |is_well| if is_well { "yes" } else { "no" };
    let text = format!(
        "ready: {}\nreads: {}\nwrites: {}\ndamaged: {}\n",
        word(report.is_ready()),
        word(report.reads),
        word(report.writes),
        word(report.is_damaged),
    );
    (status, text).into_response()
}
