//! Background work: closes consultations whose last day has passed.

use crate::{
    core::{app::App, clock, problem::Problem},
    work::program,
};
use model::{Timestamp, core::permit::CloseConsultation};
use store::{
    consultation::consultations,
    core::write_permit::{self, NotLocked},
};

/// Closes and counts every consultation whose last day has passed, each in its own transaction. Several instances may do this at the
/// same time: the second finds the consultation closed. Returns the number closed.
///
/// # Errors
/// The database failed. Consultations closed before the error stay closed.
pub async fn close_overdue(app: &App, now: Timestamp) -> Result<usize, Problem> {
    let today = clock::day(now);
    let overdue = consultations::overdue(&mut app.db.read().await?, &program::permit(), today).await?;
    let mut closed = 0;
    for place in overdue {
        let may = program::at::<CloseConsultation>(place)?;
        let mut tx = app.db.write().await?;
        let may = match write_permit::lock(&mut tx, &may).await {
            Ok(may) => may,
            // Another instance or a lead has closed it.
            Err(NotLocked::Refused(_)) => continue,
            Err(NotLocked::Database(error)) => return Err(error.into()),
        };
        closed += usize::from(consultations::close(&mut tx, &may, today, now).await?.is_some());
        tx.commit().await?;
    }
    Ok(closed)
}
