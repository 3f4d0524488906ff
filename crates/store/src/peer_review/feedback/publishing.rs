//! Publishing feedback: it is the organisation's, and a lead decides.

use super::{
    OtherFeedback, SentFeedback,
    response::{SentResponse, record, sent_response},
    sent,
};
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use model::{
    Timestamp,
    core::{
        canonical::Hash,
        permit::{Permit, PublishFeedback},
    },
    peer_review::feedback::event::FeedbackEvent,
};

/// What names the feedback and the response that a lead reads before they publish or stop: it differs if either differs.
#[must_use]
pub fn shown(feedback: &SentFeedback, response: Option<&SentResponse>) -> String {
    let response = response.map_or_else(String::new, |response| Hash::of(&response.text).to_string());
    Hash::of(&format!("{} {response}", feedback.version())).to_string()
}

/// The current feedback, if it and its response are what the lead read.
async fn read(
    tx: &mut Tx,
    may: &WritePermit<PublishFeedback>,
    version: &str,
) -> Result<Result<SentFeedback, OtherFeedback>, Error> {
    let feedback = sent(tx, may).await?.ok_or(Error::RowNotFound)?;
    let response = sent_response(tx, may, feedback.id).await?;
    Ok(if shown(&feedback, response.as_ref()) == version { Ok(feedback) } else { Err(OtherFeedback) })
}

/// Whether feedback on the self-assessment is public that was sent before the current one. Stopping stops it as well.
pub async fn is_earlier_public(
    tx: &mut Tx,
    may: &Permit<PublishFeedback>,
    current: &SentFeedback,
) -> Result<bool, Error> {
    let (earlier,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from feedback where assessment_id = $1 and published_at is not null and id <> $2",
        )
        .bind(may.place().assessment.0)
        .bind(current.id.0)
        .one()
        .await?;
    Ok(earlier > 0)
}

/// Publishes the feedback, and its response if `with_response` and one was sent. False, and nothing is changed, if all of that is public
/// already. `title` is that of the self-assessment, and `version` names what the lead read, as [`shown`] does.
///
/// # Errors
/// Returns [`Error::RowNotFound`] if no feedback was sent.
pub async fn publish(
    tx: &mut Tx,
    may: &WritePermit<PublishFeedback>,
    (title, version): (&str, &str),
    with_response: bool,
    now: Timestamp,
) -> Result<Result<bool, OtherFeedback>, Error> {
    let feedback = match read(tx, may, version).await? {
        Ok(feedback) => feedback,
        Err(other) => return Ok(Err(other)),
    };
    let first = tx
        .query("update feedback set published_at = $2 where id = $1 and published_at is null")
        .bind(feedback.id.0)
        .bind(At(now))
        .run()
        .await?;
    let response = if with_response {
        tx.query("update feedback_response set published_at = $2 where feedback_id = $1 and published_at is null")
            .bind(feedback.id.0)
            .bind(At(now))
            .run()
            .await?
    } else {
        0
    };
    if first + response == 0 {
        return Ok(Ok(false));
    }
    record(tx, may, FeedbackEvent::FeedbackPublished { title: title.to_owned() }, first > 0, now).await?;
    Ok(Ok(true))
}

/// Stops publishing all feedback on a self-assessment, and the responses to it. False, and nothing is changed, if none is public.
///
/// # Errors
/// Returns [`Error::RowNotFound`] if no feedback was sent.
pub async fn stop(
    tx: &mut Tx,
    may: &WritePermit<PublishFeedback>,
    (title, version): (&str, &str),
    now: Timestamp,
) -> Result<Result<bool, OtherFeedback>, Error> {
    if let Err(other) = read(tx, may, version).await? {
        return Ok(Err(other));
    }
    let assessment = may.place().assessment.0;
    let stopped = tx
        .query("update feedback set published_at = null where assessment_id = $1 and published_at is not null")
        .bind(assessment)
        .run()
        .await?;
    tx.query(
        "update feedback_response set published_at = null
         where published_at is not null and feedback_id in (select id from feedback where assessment_id = $1)",
    )
    .bind(assessment)
    .run()
    .await?;
    if stopped > 0 {
        record(tx, may, FeedbackEvent::FeedbackUnpublished { title: title.to_owned() }, false, now).await?;
    }
    Ok(Ok(stopped > 0))
}
