//! Background work: closes consultations whose last day has passed, and destroys the keys of those that are closed.

use crate::{
    core::{app::App, clock, problem::Problem},
    work::program,
};
use model::{
    Timestamp,
    core::permit::{AtConsultation, CloseConsultation},
};
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
    let (today, mut closed, mut after) = (clock::day(now), 0, None);
    loop {
        let batch = consultations::overdue(&mut app.db.read().await?, &program::permit(), today, after).await?;
        for place in &batch {
            closed += usize::from(close(app, *place, now).await?);
        }
        after = batch.last().map(|last| last.consultation);
        if batch.len() < consultations::OVERDUE_BATCH {
            break;
        }
    }
    destroy_keys(app).await;
    Ok(closed)
}

/// Closes one consultation. False if it was closed already or its key is missing: the others are closed all the same.
async fn close(app: &App, place: AtConsultation, now: Timestamp) -> Result<bool, Problem> {
    let may = program::at::<CloseConsultation>(place)?;
    let mut tx = app.db.write().await?;
    let may = match write_permit::lock(&mut tx, &may).await {
        Ok(may) => may,
        // Another instance or a lead has closed it.
        Err(NotLocked::Refused(_)) => return Ok(false),
        Err(NotLocked::Database(error)) => return Err(error.into()),
    };
    match consultations::close(&mut tx, &may, WithoutKey::Wait, clock::day(now), now).await? {
        Ok(_) => {
            tx.commit().await?;
            Ok(true)
        }
        Err(NotClosed::Already) => Ok(false),
        Err(NotClosed::NoKey(reason)) => {
            tracing::error!(reason, consultation = %place.consultation, "a consultation was not closed: its key is missing");
            Ok(false)
        }
    }
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
