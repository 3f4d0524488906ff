//! A night's work.

use crate::{app::App, escalation::escalate, pages::consultations::due, problem::Problem};
use store::{Tx, jobs, letters, sessions, sign_ins};

/// Count the consultations whose day is over, tell leads of owners who are silent, and forget what is over.
pub(super) async fn work(app: &App) -> Result<Tx, Problem> {
    let now = app.clock.now();
    let closed = due::close_overdue(app, now).await?;
    let mut tx = app.db.write().await?;
    let told = escalate(&mut tx, app, now).await?;
    let sessions = sessions::sweep(&mut tx, now).await?;
    let sign_ins = sign_ins::sweep(&mut tx, now).await?;
    let letters = letters::sweep(&mut tx, now).await?;
    let jobs = jobs::sweep(&mut tx, now).await?;
    tracing::info!(closed, told, sessions, sign_ins, letters, jobs, "counted, told leads and forgot what is over");
    Ok(tx)
}
