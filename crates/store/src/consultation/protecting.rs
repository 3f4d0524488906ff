//! Protects what earlier versions stored: their responses were in clear text, their tallies had a row for each group, and they kept the
//! written comments of few people. The program does this once, when it starts to serve; SQL alone cannot, because the keys are not in the database.

use super::consultations::{KeptKey, destroy};
use crate::core::{
    db::{Db, Error, Tx},
    response_keys::ResponseKeyError,
    wiping,
};
use model::{
    consultation::{Questionnaire, answer::ConsultationResponse, count::Tally},
    core::permit::{Permit, RunProgram},
};
use sqlx::types::Json;
use uuid::Uuid;

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ProtectError {
    /// The keys of responses cannot be stored or destroyed.
    #[error("{0}. Set the folder with --response-keys (ASSAY_RESPONSE_KEYS)")]
    Key(#[from] ResponseKeyError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] Error),
}

/// What is not protected yet. That prevents no start: it is tried again at night.
#[derive(Debug, Default)]
pub struct Unprotected {
    /// Why what was deleted is still in the files of the database: something reads it, or there is no space to rewrite it.
    pub files: Option<Error>,
    /// The keys of closed consultations that are not in the folder, so that they could not be destroyed.
    pub keys: Vec<KeptKey>,
}

/// Encrypts and merges what an earlier version stored, finishes what the program was doing when it ended, and removes what was deleted
/// from the files of the database. Several instances may do this at once.
pub async fn protect(db: &Db, may: &Permit<RunProgram>) -> Result<Unprotected, ProtectError> {
    let mut tx = db.write().await?;
    // Another instance waits here, and then finds the row deleted.
    let former = tx.query("delete from pending_wipe where what = 'plain-responses'").run().await?;
    if former > 0 {
        encrypt_responses(&mut tx).await?;
        protect_results(&mut tx).await?;
        let (consultations,): (i64,) = tx
            .query("select cast(count(*) as bigint) from consultation where step in ('open', 'closed')")
            .one()
            .await?;
        if consultations > 0 {
            wiping::request(&mut tx).await?;
        }
        tx.commit().await?;
    } else {
        drop(tx);
    }
    let (is_any_destroyed, mut keys) = destroy(db).await?;
    if let Some(unusable) = keys.iter().position(|kept| !kept.reason.is_lasting()) {
        return Err(keys.remove(unusable).reason.into());
    }
    let wiped = if is_any_destroyed { wiping::wipe(db, may).await } else { Ok(()) };
    let files = match wiped {
        Ok(()) => wiping::rewrite(db, may).await.err(),
        Err(error) => Some(error),
    };
    Ok(Unprotected { files, keys })
}

/// Encrypts the responses of open consultations, and drops the table that they were in, which frees its file on PostgreSQL.
async fn encrypt_responses(tx: &mut Tx) -> Result<(), ProtectError> {
    let open: Vec<(Uuid,)> =
        tx.query("select id from consultation where step = 'open' and key_check is null").all().await?;
    for (id,) in open {
        let key = tx.response_keys().create(id).await?;
        tx.query("update consultation set key_check = $2 where id = $1").bind(id).bind(key.check()).run().await?;
        let plain: Vec<(String, Json<ConsultationResponse>)> = tx
            .query("select seal, contents from plain_response where consultation_id = $1 order by seal")
            .bind(id)
            .all()
            .await?;
        for (seal, Json(answer)) in plain {
            let json = serde_json::to_string(&answer).map_err(|error| Error::Encode(Box::new(error)))?;
            // The former seal could be computed from the answers and the token of the form.
            tx.query("insert into response (seal, consultation_id, contents) values ($1, $2, $3)")
                .bind(key.hash(&seal))
                .bind(id)
                .bind(key.encrypt(id, &json))
                .run()
                .await?;
        }
    }
    tx.query("delete from plain_response").run().await?;
    tx.query("drop table plain_response").run().await?;
    Ok(())
}

/// Merges the small groups of closed consultations, and deletes the written comments of too few responses with their places in findings.
async fn protect_results(tx: &mut Tx) -> Result<(), Error> {
    let closed: Vec<(Uuid, Json<Questionnaire>, Json<Tally>)> =
        tx.query("select id, asked, tally from consultation where step = 'closed'").all().await?;
    for (id, Json(asked), Json(tally)) in closed {
        let protected = tally.clone().protected(&asked);
        if !asked.reveals(tally.answered()) {
            tx.query(
                "delete from finding_written_comment where written_comment_id in
                     (select id from written_comment where consultation_id = $1)",
            )
            .bind(id)
            .run()
            .await?;
            tx.query("delete from written_comment where consultation_id = $1").bind(id).run().await?;
        }
        if protected != tally {
            tx.query("update consultation set tally = $2 where id = $1").bind(id).bind(Json(protected)).run().await?;
        }
    }
    Ok(())
}
