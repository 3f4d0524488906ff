//! Responses are stored sealed. **A respondent is anonymous here**: no permit, no person, no event, no time.

use crate::core::{
    db::{Error, Tx},
    ids, secrets,
    values::{Day, Number},
};
use model::{
    ConsultationId, Date,
    consultation::{answer::ConsultationResponse, count::WrittenComment},
    core::permit::{Permit, ReadConsultation, ReadFollowUps, ReadResults},
};
use sqlx::types::Json;
use uuid::Uuid;

/// Why a response was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRecorded {
    /// The consultation is closed.
    Closed,
}

/// Stores a response to a consultation that is open on that day. `form` is a random token of the form that was filled in: the
/// same answers from the same form are one response, however often they are sent. The token is not stored.
pub async fn record_response(
    tx: &mut Tx,
    consultation: ConsultationId,
    today: Date,
    form: &str,
    answer: &ConsultationResponse,
) -> Result<Result<(), NotRecorded>, Error> {
    let json = serde_json::to_string(answer).map_err(|error| Error::Encode(Box::new(error)))?;
    let seal = secrets::hash(&format!("{consultation} {form} {json}"));
    // Counting waits for responses that are being stored, and these wait for counting.
    tx.lock_shared(consultation.0).await?;
    let inserted = tx
        .query(
            "insert into response (seal, consultation_id, contents)
             select $1, id, $3 from consultation where id = $2 and step = 'open' and closes_on >= $4
             on conflict (seal) do nothing",
        )
        .bind(&seal)
        .bind(consultation.0)
        .bind(Json(answer))
        .bind(Day(today))
        .run()
        .await?;
    if inserted == 1 {
        return Ok(Ok(()));
    }
    let stored: Option<(String,)> =
        tx.query("select seal from response where seal = $1").bind(&seal).optional().await?;
    Ok(if stored.is_some() { Ok(()) } else { Err(NotRecorded::Closed) })
}

/// Keeps the name of a person who wants to be contacted, apart from every response.
pub async fn add_contact_details(
    tx: &mut Tx,
    consultation: ConsultationId,
    today: Date,
    words: &str,
) -> Result<Result<(), NotRecorded>, Error> {
    tx.lock_shared(consultation.0).await?;
    let inserted = tx
        .query(
            "insert into follow_up (id, consultation_id, words)
             select $1, id, $3 from consultation where id = $2 and step = 'open' and closes_on >= $4",
        )
        .bind(ids::unordered())
        .bind(consultation.0)
        .bind(words)
        .bind(Day(today))
        .run()
        .await?;
    Ok(if inserted == 1 { Ok(()) } else { Err(NotRecorded::Closed) })
}

/// How many people have responded to a consultation that is not counted yet.
pub async fn answered(tx: &mut Tx, may: &Permit<ReadConsultation>) -> Result<u32, Error> {
    let (Number(count),): (Number<u32>,) = tx
        .query(
            "select cast(count(*) as bigint) from response s join consultation c on c.id = s.consultation_id
             where c.id = $1 and c.organisation_id = $2",
        )
        .bind(may.place().consultation.0)
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(count)
}

/// The written comments, each with its identity, in random order.
pub async fn written_comments(tx: &mut Tx, may: &Permit<ReadResults>) -> Result<Vec<(Uuid, WrittenComment)>, Error> {
    let rows: Vec<(Uuid, Json<model::consultation::count::WrittenCommentSubject>, String)> = tx
        .query(
            "select r.id, r.about, r.words from written_comment r join consultation c on c.id = r.consultation_id
             where c.id = $1 and c.organisation_id = $2 order by r.id",
        )
        .bind(may.place().consultation.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, Json(about), words)| (id, WrittenComment { about, words })).collect())
}

/// The names of people who want to be contacted, in random order.
pub async fn follow_ups(tx: &mut Tx, may: &Permit<ReadFollowUps>) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx
        .query(
            "select f.words from follow_up f join consultation c on c.id = f.consultation_id
             where c.id = $1 and c.organisation_id = $2 order by f.id",
        )
        .bind(may.place().consultation.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(words,)| words).collect())
}
