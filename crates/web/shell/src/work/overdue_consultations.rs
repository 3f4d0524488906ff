//! Background work: closes consultations whose last day has passed, and destroys the keys of those that are closed.

use crate::{
    core::{app::App, clock, problem::Problem},
    work::program,
};
use model::{Timestamp, core::permit::CloseConsultation};
use store::{
    consultation::consultations::{self, KeptKey, NotClosed, WithoutKey},
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
        match consultations::close(&mut tx, &may, WithoutKey::Wait, today, now).await? {
            Ok(_) => {
                tx.commit().await?;
                closed += 1;
            }
            Err(NotClosed::Already) => {}
            // The others are closed all the same.
            Err(NotClosed::NoKey(reason)) => {
                tracing::error!(reason, consultation = %place.consultation, "a consultation was not closed: its key is missing");
            }
        }
    }
    destroy_keys(app).await;
    Ok(closed)
}

/// Destroys the keys of closed consultations, so that no copy of their responses can be read, and removes what closing deleted from the
/// files of the database. What fails is logged, and tried again at night and when the program starts.
pub async fn destroy_keys(app: &App) {
    match consultations::destroy_keys(&app.db, &program::permit()).await {
        Ok(kept) => log_kept(&kept),
        Err(error) => tracing::error!(%error, "the keys of closed consultations were not destroyed"),
    }
}

/// Logs which keys of closed consultations are left, and why.
pub fn log_kept(keys: &[KeptKey]) {
    for KeptKey { consultation, reason } in keys {
        tracing::error!(%consultation, %reason, "the key of a closed consultation was not destroyed");
    }
}
