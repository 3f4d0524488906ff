//! Sharing a draft with the secretariat, and ending that.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::At,
    write_permit::WritePermit,
};
use model::{
    Timestamp,
    core::permit::ShareAssessment,
    work::event::{EventKind, sharing::SharingEvent},
};

/// Shares a draft with the secretariat; `title` is that of its form. False, and nothing is changed, if it was shared already.
pub async fn share(
    tx: &mut Tx,
    may: &WritePermit<ShareAssessment>,
    title: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let changed = tx
        .query(
            "update assessment set shared_at = $3
             where id = $1 and organisation_id = $2 and step <> 'submitted' and shared_at is null",
        )
        .bind(may.place().assessment.0)
        .bind(may.place().organisation.0)
        .bind(At(now))
        .run()
        .await?;
    if changed > 0 {
        record(tx, may, SharingEvent::DraftShared { title: title.to_owned() }, now).await?;
    }
    Ok(changed > 0)
}

/// Ends the sharing. False, and nothing is changed, if it was not shared.
pub async fn end(tx: &mut Tx, may: &WritePermit<ShareAssessment>, title: &str, now: Timestamp) -> Result<bool, Error> {
    let changed = tx
        .query(
            "update assessment set shared_at = null where id = $1 and organisation_id = $2 and shared_at is not null",
        )
        .bind(may.place().assessment.0)
        .bind(may.place().organisation.0)
        .run()
        .await?;
    if changed > 0 {
        record(tx, may, SharingEvent::DraftSharingEnded { title: title.to_owned() }, now).await?;
    }
    Ok(changed > 0)
}

async fn record(
    tx: &mut Tx,
    may: &WritePermit<ShareAssessment>,
    what: SharingEvent,
    now: Timestamp,
) -> Result<(), Error> {
    let subject = Subject::organisation(may.place().organisation).assessment(may.place().assessment);
    events::record(tx, may.author(), subject, &EventKind::Sharing(what), now).await
}
