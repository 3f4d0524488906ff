//! Background work: closes consultations whose last day has passed, and destroys the keys of those that are closed.

use crate::{
    core::{app::App, clock, problem::Problem},
    work::program,
};
use model::{
    Timestamp,
    consultation::ConsultationStep,
    core::permit::{AtConsultation, CloseConsultation},
};
use store::{
    Failure, Tx,
    consultation::consultations::{self, KeptKey, NotClosed, WithoutKey},
    core::write_permit::{self, NotLocked},
};

/// What became of the consultations whose last day has passed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClosingResult {
    /// How many were closed.
    pub closed: usize,
    /// Those that could not be closed because of what is stored about them.
    pub failed: Vec<AtConsultation>,
}

/// Closes and counts every consultation whose last day has passed, each in its own transaction. Several instances may do this at the
/// same time: the second finds the consultation closed. One that cannot be read does not keep the others open.
///
/// # Errors
/// The database failed for all of them. Consultations closed before the error stay closed.
pub async fn close_overdue(app: &App, now: Timestamp) -> Result<ClosingResult, Problem> {
    let (today, mut result, mut after) = (clock::day(now), ClosingResult::default(), None);
    loop {
        let batch = consultations::overdue(&mut app.db.read().await?, &program::permit(), today, after).await?;
        for place in &batch {
            match close(app, *place, now).await {
                Ok(is_closed) => result.closed += usize::from(is_closed),
                Err(Problem::Database(error)) if Failure::of(&error) == Failure::Fault => {
                    tracing::error!(%error, consultation = %place.consultation, "a consultation was not closed: it cannot be read");
                    result.failed.push(*place);
                }
                Err(problem) => return Err(problem),
            }
        }
        after = batch.last().map(|last| last.consultation);
        if batch.len() < consultations::OVERDUE_BATCH {
            break;
        }
    }
    destroy_keys(app).await;
    Ok(result)
}

/// Closes the consultation of a job, which could not be closed at night: its failure is listed with those of other jobs, and after the row
/// is mended it is closed without waiting for the next night. The key is the night, `/`, the organisation, `/`, and the consultation.
pub(super) async fn close_again(app: &App, key: &str) -> Result<Tx, Problem> {
    if let Some(place) = place_of(key) {
        close(app, place, app.clock.now()).await?;
        destroy_keys(app).await;
    }
    Ok(app.db.write().await?)
}

/// The key of the job that closes a consultation.
pub(super) fn key(night: &str, place: AtConsultation) -> String {
    format!("{night}/{}/{}", place.organisation, place.consultation)
}

fn place_of(key: &str) -> Option<AtConsultation> {
    let (_, ids) = key.split_once('/')?;
    let (organisation, consultation) = ids.split_once('/')?;
    Some(AtConsultation {
        organisation: organisation.parse().ok()?,
        consultation: consultation.parse().ok()?,
        step: ConsultationStep::Open,
    })
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
