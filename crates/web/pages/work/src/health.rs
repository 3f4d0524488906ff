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

/// `GET /health/ready`: whether the instance can do its work, because its database can be read and written. The status is 503 if it cannot.
pub async fn ready(State(app): State<App>) -> Response {
    let report = app.health.report(&app).await;
    let status = if report.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = |is_true| if is_true { "yes" } else { "no" };
    let text = format!(
        "ready: {}\nreads: {}\nwrites: {}\ndamaged: {}\n",
        word(report.is_ready()),
        word(report.reads),
        word(report.writes),
        word(report.is_damaged),
    );
    (status, text).into_response()
}
