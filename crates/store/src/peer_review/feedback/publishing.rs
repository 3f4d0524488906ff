//! Publishing feedback: it is the organisation's, and a lead decides.

use super::{response::record, sent};
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use model::{Timestamp, core::permit::PublishFeedback, peer_review::feedback::event::FeedbackEvent};

/// Publishes the feedback, and its response if `with_response` and one was sent. False, and nothing is changed, if all of that is public
/// already. `title` is that of the self-assessment.
///
/// # Errors
/// Returns [`Error::RowNotFound`] if no feedback was sent.
pub async fn publish(
    tx: &mut Tx,
    may: &WritePermit<PublishFeedback>,
    title: &str,
    with_response: bool,
    now: Timestamp,
) -> Result<bool, Error> {
    let feedback = sent(tx, may).await?.ok_or(Error::RowNotFound)?;
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
        return Ok(false);
    }
    record(tx, may, FeedbackEvent::FeedbackPublished { title: title.to_owned() }, first > 0, now).await?;
    Ok(true)
}

/// Stops publishing all feedback on a self-assessment, and the responses to it. False, and nothing is changed, if none is public.
pub async fn stop(tx: &mut Tx, may: &WritePermit<PublishFeedback>, title: &str, now: Timestamp) -> Result<bool, Error> {
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
    Ok(stopped > 0)
}
