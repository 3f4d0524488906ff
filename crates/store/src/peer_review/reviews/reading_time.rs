//! The time that a reviewer has spent on a submission. Every statement is scoped by the reviewer, no event tells of it, and no other table or page has it.

use super::own;
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use model::{
    Timestamp,
    core::permit::{AtReview, Permission, Permit, ReviewSubmission},
    peer_review::review::reading_time::interval,
};

/// Adds the interval since the reviewer's last request about the submission.
pub async fn add<P: Permission<Place = AtReview>>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    let last: Option<(At,)> = tx
        .query("select seen_at from reading_time where panel_id = $1 and assessment_id = $2 and person_id = $3")
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .optional()
        .await?;
    tx.query(
        "insert into reading_time (panel_id, assessment_id, person_id, seconds, seen_at) values ($1, $2, $3, $4, $5)
         on conflict (panel_id, assessment_id, person_id) do update
         set seconds = reading_time.seconds + excluded.seconds, seen_at = excluded.seen_at",
    )
    .bind(at.panel.0)
    .bind(at.assessment.0)
    .bind(own(may))
    .bind(interval(last.map(|(At(last),)| last), now))
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

/// The seconds that the visitor has spent on the submission; 0 before their first request.
pub async fn read(tx: &mut Tx, may: &Permit<ReviewSubmission>) -> Result<i64, Error> {
    let at = may.place();
    let spent: Option<(i64,)> = tx
        .query("select seconds from reading_time where panel_id = $1 and assessment_id = $2 and person_id = $3")
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .optional()
        .await?;
    Ok(spent.map_or(0, |(seconds,)| seconds))
}
