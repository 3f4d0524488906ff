//! Responses are stored encrypted. **A respondent is anonymous here**: no permit, no person, no event, no time.

use super::codes;
use crate::core::{
    db::{Error, Tx},
    ids,
    values::{Day, Number},
};
use model::{
    ConsultationId, Date,
    consultation::{
        Questionnaire, answer::ConsultationResponse, count::WrittenComment, response_code::ResponseCode,
        turnout::Access,
    },
    core::permit::{Permit, ReadConsultation, ReadFollowUps, ReadResults},
};
use sqlx::types::Json;
use uuid::Uuid;

/// Why a response was not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRecorded {
    /// The consultation is closed.
    Closed,
    /// It needs a code that has not been used.
    Code,
    /// It cannot be encrypted, for this reason.
    NoKey(String),
}

/// What became of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingOutcome {
    /// It was stored.
    Stored,
    /// The same form was sent before, with whatever answers. That response counts, and this one was not stored.
    SentBefore,
}

/// What comes with the answers of a response.
#[derive(Debug, Clone, Copy)]
pub struct SentForm<'a> {
    /// The random token of the form that was filled in. Only its keyed hash is stored.
    pub token: &'a str,
    /// The single-use code.
    pub code: Option<&'a ResponseCode>,
}

/// Stores a response to a consultation that is open on that day. One form is one response, however often it is sent: the first counts. That
/// depends on the token alone and never on the answers, because who knows the token could otherwise try answers until they are the ones that
/// were given. If the consultation has codes, one is deleted; nothing connects it with the response. The caller commits only what is
/// [stored](RecordingOutcome::Stored), so that a form that was sent before uses no code up.
pub async fn record_response(
    tx: &mut Tx,
    consultation: ConsultationId,
    today: Date,
    sent: SentForm<'_>,
    answer: &ConsultationResponse,
) -> Result<Result<RecordingOutcome, NotRecorded>, Error> {
    let json = serde_json::to_string(answer).map_err(|error| Error::Encode(Box::new(error)))?;
    // Counting waits for responses that are being stored, and these wait for counting.
    tx.lock_shared(consultation.0).await?;
    let open: Option<(Json<Questionnaire>, String)> = tx
        .query(
            "select asked, key_check from consultation
             where id = $1 and step = 'open' and closes_on >= $2 and key_check is not null",
        )
        .bind(consultation.0)
        .bind(Day(today))
        .optional()
        .await?;
    let Some((Json(asked), check)) = open else { return Ok(Err(NotRecorded::Closed)) };
    let key = match tx.response_keys().get(consultation.0, &check).await {
        Ok(key) => key,
        Err(error) => return Ok(Err(NotRecorded::NoKey(error.to_string()))),
    };
    // A code is hashed with the same key, and is never taken for a token.
    let seal = key.hash(&format!("form {}", sent.token));
    if is_stored(tx, &seal).await? {
        return Ok(Ok(RecordingOutcome::SentBefore));
    }
    if asked.access == Access::Codes {
        let is_used = match sent.code {
            Some(code) => codes::consume(tx, consultation, &key, code).await?,
            None => false,
        };
        // The same form may have been stored while this one waited for its code.
        if !is_used {
            return Ok(if is_stored(tx, &seal).await? {
                Ok(RecordingOutcome::SentBefore)
            } else {
                Err(NotRecorded::Code)
            });
        }
    }
    let inserted = tx
        .query(
            "insert into response (seal, consultation_id, contents) values ($1, $2, $3) on conflict (seal) do nothing",
        )
        .bind(&seal)
        .bind(consultation.0)
        .bind(key.encrypt(consultation.0, &json))
        .run()
        .await?;
    Ok(Ok(if inserted == 1 { RecordingOutcome::Stored } else { RecordingOutcome::SentBefore }))
}

async fn is_stored(tx: &mut Tx, seal: &str) -> Result<bool, Error> {
    let stored: Option<(String,)> = tx.query("select seal from response where seal = $1").bind(seal).optional().await?;
    Ok(stored.is_some())
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
