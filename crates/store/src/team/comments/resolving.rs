//! Resolves and reopens threads, and deletes comments for their authors.

use super::titled_subject;
use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
    write_permit::WritePermit,
};
use model::{
    Timestamp,
    core::permit::{ReopenThread, ResolveThread, WithdrawComment},
    work::event::comment::CommentEvent,
};

/// Resolves a thread, with the decision. False, and nothing is changed, if it was resolved already.
pub async fn resolve(
    tx: &mut Tx,
    may: &WritePermit<ResolveThread>,
    words: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let inserted = tx
        .query(
            "insert into resolution (id, thread_id, words, person_id, resolved_at)
             select $1, t.id, $3, $4, $5 from thread t where t.id = $2 and t.organisation_id = $6
             on conflict (thread_id) where reopened_at is null do nothing",
        )
        .bind(ids::new(now))
        .bind(at.thread.0)
        .bind(words)
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .bind(at.organisation.0)
        .run()
        .await?;
    if inserted == 1 {
        let subject = titled_subject(tx, at.organisation, at.thread).await?;
        subject.record(tx, may.author(), |on| CommentEvent::ThreadResolved { on }, now).await?;
    }
    Ok(inserted == 1)
}

/// Reopens a thread. Its resolution stays on record. False, and nothing is changed, if it was reopened already.
pub async fn reopen(tx: &mut Tx, may: &WritePermit<ReopenThread>, now: Timestamp) -> Result<bool, Error> {
    let at = may.place();
    let changed = tx
        .query(
            "update resolution set reopened_by = $2, reopened_at = $3 where thread_id = $1 and reopened_at is null
                 and thread_id in (select t.id from thread t where t.organisation_id = $4)",
        )
        .bind(at.thread.0)
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .bind(at.organisation.0)
        .run()
        .await?;
    if changed == 1 {
        let subject = titled_subject(tx, at.organisation, at.thread).await?;
        subject.record(tx, may.author(), |on| CommentEvent::ThreadReopened { on }, now).await?;
    }
    Ok(changed == 1)
}

/// Deletes a comment: that there was one stays, and who wrote it; its text is kept for them alone. False, and nothing is
/// changed, if it was deleted already.
pub async fn withdraw(tx: &mut Tx, may: &WritePermit<WithdrawComment>, now: Timestamp) -> Result<bool, Error> {
    let at = may.place();
    let changed = tx
        .query(
            "update comment set withdrawn_at = $2 where id = $1 and person_id = $3 and withdrawn_at is null
                 and thread_id in (select t.id from thread t where t.organisation_id = $4)",
        )
        .bind(at.comment.0)
        .bind(At(now))
        .bind(may.author().person().map(|person| person.0))
        .bind(at.organisation.0)
        .run()
        .await?;
    if changed == 1 {
        let subject = titled_subject(tx, at.organisation, at.thread).await?;
        subject.record(tx, may.author(), |on| CommentEvent::CommentWithdrawn { on }, now).await?;
    }
    Ok(changed == 1)
}
