//! A night's work.

use crate::{app::App, problem::Problem};
use store::{Tx, jobs, letters, sessions, sign_ins};

/// Forget what is over.
pub(super) async fn work(app: &App) -> Result<Tx, Problem> {
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    let sessions = sessions::sweep(&mut tx, now).await?;
    let sign_ins = sign_ins::sweep(&mut tx, now).await?;
    let letters = letters::sweep(&mut tx, now).await?;
    let jobs = jobs::sweep(&mut tx, now).await?;
    tracing::info!(sessions, sign_ins, letters, jobs, "forgot what is over");
    Ok(tx)
}
