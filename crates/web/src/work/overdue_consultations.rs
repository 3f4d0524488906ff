//! Background work: closes consultations whose last day has passed.

use crate::core::{app::App, clock, problem::Problem};
use model::{
    Timestamp,
    core::permit::{Author, CloseConsultation, Permit, Standing},
};
use store::consultation::consultations;

/// Closes and counts every consultation whose last day has passed, each in its own transaction. Several instances may do this at the
/// same time: the second finds the consultation closed. Returns the number closed.
///
/// # Errors
/// The database failed. Consultations closed before the error stay closed.
pub async fn close_overdue(app: &App, now: Timestamp) -> Result<usize, Problem> {
    let today = clock::day(now);
    let overdue = consultations::overdue(&mut app.db.read().await?, today).await?;
    let program = Standing { author: Author::Operator, steward: None, role: None };
    let mut closed = 0;
    for place in overdue {
        let may = Permit::<CloseConsultation>::ask(&program, place)?;
        let mut tx = app.db.write().await?;
        closed += usize::from(consultations::close(&mut tx, &may, today, now).await?.is_some());
        tx.commit().await?;
    }
    Ok(closed)
}
