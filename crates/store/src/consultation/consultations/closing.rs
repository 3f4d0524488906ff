//! Closes consultations: all sealed responses are opened at once, counted, split up and shuffled, in one transaction. Then the key is
//! destroyed, so that no copy of the database can be opened with it. If the program ends in between, it destroys the key when it starts to serve.

use super::load;
use crate::core::{
    db::{Db, Error, Tx},
    events::{self, Subject},
    ids,
    keys::{Key, KeyError},
    values::Day,
    wiping,
    write_permit::WritePermit,
};
use model::{
    ConsultationId, Date, OrganisationId, Timestamp,
    consultation::{
        ConsultationStep,
        answer::ConsultationResponse,
        count::{Counted, Tally, count},
    },
    core::permit::{AtConsultation, CloseConsultation, Permit, ReadConsultation, RunProgram},
    work::event::{EventKind, consultation::ConsultationEvent},
};
use sqlx::types::Json;
use uuid::Uuid;

/// Why a consultation was not closed. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotClosed {
    /// It is not open any more.
    Already,
    /// Its responses cannot be opened without their key, which is not there for this reason.
    NoKey(String),
}

/// What to do if the key of the responses is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutKey {
    /// Leave the consultation open, because the key can be found again.
    Wait,
    /// Close it without results. Its responses are deleted, and counted as unreadable.
    Discard,
}

/// Closes a consultation and counts its responses. Returns how many there were. After the commit, the caller calls [`destroy_keys`].
pub async fn close(
    tx: &mut Tx,
    may: &WritePermit<CloseConsultation>,
    without_key: WithoutKey,
    today: Date,
    now: Timestamp,
) -> Result<Result<u32, NotClosed>, Error> {
    let at = may.place();
    tx.lock_exclusive(at.consultation.0).await?;
    let consultation = load(tx, at.organisation, at.consultation).await?;
    let (ConsultationStep::Open, Some(opened)) = (consultation.step(), consultation.opened()) else {
        return Ok(Err(NotClosed::Already));
    };
    let key = match (key(tx, at.consultation).await?, without_key) {
        (Ok(key), _) => Some(key),
        (Err(KeyError::Missing), WithoutKey::Discard) => None,
        (Err(error), _) => return Ok(Err(NotClosed::NoKey(error.to_string()))),
    };
    let sealed: Vec<(String,)> = tx
        .query("delete from response where consultation_id = $1 returning contents")
        .bind(at.consultation.0)
        .all()
        .await?;
    let answer = |(contents,): &(String,)| -> Option<ConsultationResponse> {
        serde_json::from_str(&key.as_ref()?.decrypt(at.consultation.0, contents)?).ok()
    };
    let answers: Vec<ConsultationResponse> = sealed.iter().filter_map(answer).collect();
    let Counted { tally, remarks } = count(&consultation.asked, &opened.offered, &answers);
    let tally = tally.with_unreadable(u32::try_from(sealed.len() - answers.len()).unwrap_or(u32::MAX));
    // A table shows the order in which its rows were written, so they are written in random order.
    let mut shuffled: Vec<(Uuid, _)> = remarks.into_iter().map(|remark| (ids::unordered(), remark)).collect();
    shuffled.sort_by_key(|(id, _)| *id);
    for (id, remark) in shuffled {
        tx.query("insert into written_comment (id, consultation_id, about, words) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(at.consultation.0)
            .bind(Json(remark.about))
            .bind(remark.words)
            .run()
            .await?;
    }
    shuffle_names(tx, at.consultation).await?;
    tx.query("delete from response_code where consultation_id = $1").bind(at.consultation.0).run().await?;
    let answered = tally.answered();
    store_tally(tx, at.consultation, &tally, today).await?;
    wiping::request(tx).await?;
    let what = ConsultationEvent::ConsultationClosed { title: consultation.title.into(), answered };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
        .await?;
    Ok(Ok(answered))
}

async fn store_tally(tx: &mut Tx, consultation: ConsultationId, tally: &Tally, today: Date) -> Result<(), Error> {
    tx.query("update consultation set step = 'closed', closed_on = $2, tally = $3 where id = $1")
        .bind(consultation.0)
        .bind(Day(today))
        .bind(Json(tally))
        .run()
        .await
        .map(drop)
}

/// The key of an open consultation.
async fn key(tx: &mut Tx, consultation: ConsultationId) -> Result<Result<Key, KeyError>, Error> {
    let (check,): (Option<String>,) =
        tx.query("select key_check from consultation where id = $1").bind(consultation.0).one().await?;
    match check {
        Some(check) => Ok(tx.keys().get(consultation.0, &check).await),
        None => Ok(Err(KeyError::Missing)),
    }
}

/// Whether the key of an open consultation is missing, so that its responses cannot be counted.
pub async fn is_key_missing(tx: &mut Tx, may: &Permit<ReadConsultation>) -> Result<bool, Error> {
    let at = may.place();
    Ok(at.step == ConsultationStep::Open && key(tx, at.consultation).await?.is_err())
}

/// Destroys the keys of all consultations that are closed, and removes what closing deleted from the files of the database. Nothing
/// happens if it is repeated.
pub async fn destroy_keys(db: &Db, may: &Permit<RunProgram>) -> Result<(), DestroyError> {
    if destroy(db).await? {
        wiping::wipe(db, may).await?;
    }
    Ok(())
}

/// Destroys the keys of all consultations that are closed. Returns whether there were any: then [`wiping::wipe`] is to be called.
pub(in crate::consultation) async fn destroy(db: &Db) -> Result<bool, DestroyError> {
    let mut tx = db.read().await?;
    let closed: Vec<(Uuid,)> =
        tx.query("select id from consultation where step = 'closed' and key_check is not null").all().await?;
    drop(tx);
    let any = !closed.is_empty();
    for (id,) in closed {
        db.keys().destroy(id).await?;
        let mut tx = db.write().await?;
        tx.query("update consultation set key_check = null where id = $1 and step = 'closed'").bind(id).run().await?;
        tx.commit_unseen().await?;
    }
    Ok(any)
}

/// Why the keys of closed consultations were not all destroyed. It is tried again at night, and when the program starts to serve.
#[derive(Debug, thiserror::Error)]
pub enum DestroyError {
    /// The key folder cannot be used.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] Error),
}

/// Rewrites the names in random order, since the table shows the order in which they were left.
async fn shuffle_names(tx: &mut Tx, consultation: ConsultationId) -> Result<(), Error> {
    let names: Vec<(String,)> =
        tx.query("delete from follow_up where consultation_id = $1 returning words").bind(consultation.0).all().await?;
    let mut shuffled: Vec<(Uuid, String)> = names.into_iter().map(|(words,)| (ids::unordered(), words)).collect();
    shuffled.sort_by_key(|(id, _)| *id);
    for (id, words) in shuffled {
        tx.query("insert into follow_up (id, consultation_id, words) values ($1, $2, $3)")
            .bind(id)
            .bind(consultation.0)
            .bind(words)
            .run()
            .await?;
    }
    Ok(())
}

/// The most consultations that [`overdue`] returns at once.
pub const OVERDUE_BATCH: usize = 100;

/// The next consultations of all organisations that are still open after their last day, for the program to close: those after `after`,
/// by id. One that cannot be closed, because its key is missing, does not keep later ones from being found.
pub async fn overdue(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    today: Date,
    after: Option<ConsultationId>,
) -> Result<Vec<AtConsultation>, Error> {
    let rows: Vec<(Uuid, Uuid)> = tx
        .query(
            "select organisation_id, id from consultation where step = 'open' and closes_on < $1
                 and (cast($2 as uuid) is null or id > $2) order by id limit $3",
        )
        .bind(Day(today))
        .bind(after.map(|after| after.0))
        .bind(i64::try_from(OVERDUE_BATCH).unwrap_or(i64::MAX))
        .all()
        .await?;
    let place = |(organisation, consultation)| AtConsultation {
        organisation: OrganisationId(organisation),
        consultation: ConsultationId(consultation),
        step: ConsultationStep::Open,
    };
    Ok(rows.into_iter().map(place).collect())
}
