//! Destroys the keys of closed consultations, so that no copy of the database can be opened with them. If the program ends between counting
//! and that, it goes on when it starts to serve, and each night.

use crate::core::{
    db::{Db, Error, Tx},
    response_keys::{ResponseKey, ResponseKeyError},
    wiping,
};
use model::{
    ConsultationId,
    consultation::ConsultationStep,
    core::permit::{Permit, ReadConsultation, RunProgram},
};
use uuid::Uuid;

/// A key of a closed consultation that could not be destroyed yet. That is tried again each night.
#[derive(Debug)]
pub struct KeptKey {
    /// The consultation.
    pub consultation: ConsultationId,
    /// Why it was not destroyed.
    pub reason: ResponseKeyError,
}

/// Destroys the keys of all consultations that are closed, and removes what closing deleted from the files of the database. Nothing
/// happens if it is repeated. Returns the keys that are left.
pub async fn destroy_keys(db: &Db, may: &Permit<RunProgram>) -> Result<Vec<KeptKey>, Error> {
    let (is_any_destroyed, kept) = destroy(db).await?;
    if is_any_destroyed {
        wiping::wipe(db, may).await?;
    }
    Ok(kept)
}

/// Destroys the keys of all consultations that are closed. Returns whether there were any, because then [`wiping::wipe`] is to be called, and
/// the keys that are left. The database forgets a key only when it was destroyed.
pub(in crate::consultation) async fn destroy(db: &Db) -> Result<(bool, Vec<KeptKey>), Error> {
    let mut tx = db.read().await?;
    let closed: Vec<(Uuid, String)> = tx
        .query("select id, key_check from consultation where step = 'closed' and key_check is not null")
        .all()
        .await?;
    drop(tx);
    let (mut is_any_destroyed, mut kept) = (false, Vec::new());
    for (id, check) in closed {
        // One key that is not there does not save the others.
        if let Err(reason) = db.response_keys().destroy(id, &check).await {
            kept.push(KeptKey { consultation: ConsultationId(id), reason });
            continue;
        }
        let mut tx = db.write().await?;
        tx.query("update consultation set key_check = null where id = $1 and step = 'closed'").bind(id).run().await?;
        tx.commit().await?;
        is_any_destroyed = true;
    }
    Ok((is_any_destroyed, kept))
}

/// The key of an open consultation.
pub(super) async fn key(
    tx: &mut Tx,
    consultation: ConsultationId,
) -> Result<Result<ResponseKey, ResponseKeyError>, Error> {
    match key_check(tx, consultation).await? {
        Some(check) => Ok(tx.response_keys().get(consultation.0, &check).await),
        None => Ok(Err(ResponseKeyError::Missing)),
    }
}

async fn key_check(tx: &mut Tx, consultation: ConsultationId) -> Result<Option<String>, Error> {
    let (check,): (Option<String>,) =
        tx.query("select key_check from consultation where id = $1").bind(consultation.0).one().await?;
    Ok(check)
}

/// What is wrong with the key of a consultation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProblem {
    /// The consultation is open, and the key folder does not have its key. It may be found again.
    Missing,
    /// The consultation is open, and the key is damaged, or another one. The right one may be found again.
    Different,
    /// The consultation is open again, because the database is older than its closing, and its key was destroyed.
    Destroyed,
    /// The consultation is open, and the key folder cannot be used now.
    Unusable,
    /// The consultation is closed, and its key was not destroyed yet.
    Kept,
}

/// Whether something is wrong with the key of a consultation.
pub async fn key_problem(tx: &mut Tx, may: &Permit<ReadConsultation>) -> Result<Option<KeyProblem>, Error> {
    let at = may.place();
    Ok(match at.step {
        ConsultationStep::Drafting => None,
        ConsultationStep::Open => match key(tx, at.consultation).await? {
            Ok(_) => None,
            Err(ResponseKeyError::Missing | ResponseKeyError::Unrecorded(_)) => Some(KeyProblem::Missing),
            Err(ResponseKeyError::Different) => Some(KeyProblem::Different),
            Err(ResponseKeyError::Destroyed) => Some(KeyProblem::Destroyed),
            Err(ResponseKeyError::NoFolder | ResponseKeyError::Folder(_)) => Some(KeyProblem::Unusable),
        },
        ConsultationStep::Closed => key_check(tx, at.consultation).await?.map(|_| KeyProblem::Kept),
    })
}
