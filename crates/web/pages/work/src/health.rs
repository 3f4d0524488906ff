//! `/health`: whether the program and its database work.

use axum::extract::State;
use web_shell::core::{app::App, problem::Problem};

/// `GET /health`: queries the database.
///
/// # Errors
/// Returns an error if the database does not answer.
pub async fn show(State(app): State<App>) -> Result<&'static str, Problem> {
    store::healthy(&mut app.db.read().await?).await?;
    Ok("well\n")
}
