//! Single-use codes: of an unused one, only a keyed hash is stored; a used one is deleted, and nothing connects it with its response.

use super::load;
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    response_keys::ResponseKey,
    secrets,
    values::Day,
    write_permit::WritePermit,
};
use model::{
    ConsultationId, Date, Timestamp,
    consultation::{code_batch::CodeAllowance, response_code::ResponseCode},
    core::permit::GiveCodes,
    work::event::{EventKind, consultation::ConsultationEvent},
};

/// The way in which codes are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenBy {
    /// Printed on slips.
    Print,
    /// Sent by email.
    Email,
}

/// Why no codes were given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotGiven {
    /// The consultation does not allow that many.
    Number,
    /// The key of its codes is not there, for this reason.
    NoKey(String),
}

/// Gives out new codes. They are returned once, and cannot be read again.
pub async fn give(
    tx: &mut Tx,
    may: &WritePermit<GiveCodes>,
    number: usize,
    by: GivenBy,
    now: Timestamp,
) -> Result<Result<Vec<ResponseCode>, NotGiven>, Error> {
    let at = may.place();
    let consultation = load(tx, at.organisation, at.consultation).await?;
    if !CodeAllowance::of(&consultation).is_ok_and(|allowance| allowance.allows(number)) {
        return Ok(Err(NotGiven::Number));
    }
    let (check,): (Option<String>,) =
        tx.query("select key_check from consultation where id = $1").bind(at.consultation.0).one().await?;
    let key = match tx.response_keys().get(at.consultation.0, check.as_deref().unwrap_or_default()).await {
        Ok(key) => key,
        Err(error) => return Ok(Err(NotGiven::NoKey(error.to_string()))),
    };
    let codes: Vec<ResponseCode> = (0..number).map(|_| ResponseCode::of(secrets::number())).collect();
    // A table shows the order in which its rows were written, so they are not written in the order of the slips.
    let mut hashes: Vec<String> = codes.iter().map(|code| key.hash(code.as_str())).collect();
    hashes.sort_unstable();
    for hash in hashes {
        tx.query("insert into response_code (code_hash, consultation_id) values ($1, $2)")
            .bind(hash)
            .bind(at.consultation.0)
            .run()
            .await?;
    }
    let given = u32::try_from(number).unwrap_or(u32::MAX);
    let (printed, emailed) = match by {
        GivenBy::Print => (given, 0),
        GivenBy::Email => (0, given),
    };
    tx.query(
        "update consultation set codes_printed = codes_printed + $2, codes_emailed = codes_emailed + $3 where id = $1",
    )
    .bind(at.consultation.0)
    .bind(i64::from(printed))
    .bind(i64::from(emailed))
    .run()
    .await?;
    let title = consultation.title.into();
    let what = match by {
        GivenBy::Print => ConsultationEvent::CodesPrinted { title, number: given },
        GivenBy::Email => ConsultationEvent::CodesEmailed { title, number: given },
    };
    events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
        .await?;
    Ok(Ok(codes))
}

/// Cancels the codes that have not been used, such as those of lost slips, so that as many can be given out again. Returns their number.
pub async fn cancel(tx: &mut Tx, may: &WritePermit<GiveCodes>, now: Timestamp) -> Result<u32, Error> {
    let at = may.place();
    let deleted =
        tx.query("delete from response_code where consultation_id = $1").bind(at.consultation.0).run().await?;
    let number = u32::try_from(deleted).unwrap_or(u32::MAX);
    if number > 0 {
        let (title,): (String,) = tx
            .query("update consultation set codes_cancelled = codes_cancelled + $2 where id = $1 returning title")
            .bind(at.consultation.0)
            .bind(i64::from(number))
            .one()
            .await?;
        let what = ConsultationEvent::CodesCancelled { title, number };
        events::record(tx, may.author(), Subject::organisation(at.organisation), &EventKind::Consultation(what), now)
            .await?;
    }
    Ok(number)
}

/// Counts that an email with a code could not be delivered. Neither its address nor its code is kept, nor when that was, because both could
/// tell who has not responded.
pub(crate) async fn count_undelivered(tx: &mut Tx, consultation: ConsultationId) -> Result<(), Error> {
    tx.query("update consultation set codes_undelivered = codes_undelivered + 1 where id = $1")
        .bind(consultation.0)
        .run()
        .await
        .map(drop)
}

/// Uses a code up. False if it is not a code of this consultation, or was used.
pub(super) async fn consume(
    tx: &mut Tx,
    consultation: ConsultationId,
    key: &ResponseKey,
    code: &ResponseCode,
) -> Result<bool, Error> {
    let deleted = tx
        .query("delete from response_code where code_hash = $1 and consultation_id = $2")
        .bind(key.hash(code.as_str()))
        .bind(consultation.0)
        .run()
        .await?;
    Ok(deleted == 1)
}

/// Whether a code can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeState {
    /// It has not been used.
    Unused,
    /// It was used, or is not a code of this consultation: the two cannot be told apart.
    Used,
    /// This cannot be known now, because the key is not there.
    Unknown,
}

/// Whether a code of a consultation that is open on that day can be used, for the person who holds it.
pub async fn code_state(
    tx: &mut Tx,
    consultation: ConsultationId,
    today: Date,
    code: &ResponseCode,
) -> Result<CodeState, Error> {
    let check: Option<(String,)> = tx
        .query(
            "select key_check from consultation
             where id = $1 and step = 'open' and closes_on >= $2 and key_check is not null",
        )
        .bind(consultation.0)
        .bind(Day(today))
        .optional()
        .await?;
    let Some((check,)) = check else { return Ok(CodeState::Used) };
    let Ok(key) = tx.response_keys().get(consultation.0, &check).await else { return Ok(CodeState::Unknown) };
    let unused: Option<(String,)> = tx
        .query("select code_hash from response_code where code_hash = $1 and consultation_id = $2")
        .bind(key.hash(code.as_str()))
        .bind(consultation.0)
        .optional()
        .await?;
    Ok(if unused.is_some() { CodeState::Unused } else { CodeState::Used })
}
