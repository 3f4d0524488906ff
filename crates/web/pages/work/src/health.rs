//! `/health`

use crate::core::{app::App, problem::Problem};
use axum::extract::State;

/// Whether the program can answer: it asks the database.
///
/// # Errors
/// The database does not answer.
pub async fn show(State(app): State<App>) -> Result<&'static str, Problem> {
    store::healthy(&mut app.db.read().await?).await?;
    Ok("well\n")
}
