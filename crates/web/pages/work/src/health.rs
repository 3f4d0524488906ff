//! `/health`

use axum::extract::State;
use web_shell::core::{app::App, problem::Problem};

/// Whether the program can answer: it asks the database.
///
/// # Errors
/// The database does not answer.
pub async fn show(State(app): State<App>) -> Result<&'static str, Problem> {
    store::healthy(&mut app.db.read().await?).await?;
    Ok("well\n")
}
