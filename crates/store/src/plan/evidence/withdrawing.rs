//! Withdraws evidence or the consent to it, and makes it public or internal.

use super::{record, select};
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use model::{
    Date, EvidenceId, Timestamp,
    core::permit::{EndConsent, KeepEvidence, PublishEvidence},
    plan::evidence::{EvidenceContent, Testimony},
    work::event::evidence::EvidenceEvent,
};
use sqlx::types::Json;

/// Withdraws evidence: it stays where it was attached, marked, and no longer counts. False if there is none, or it was
/// withdrawn already.
pub async fn withdraw(
    tx: &mut Tx,
    may: &WritePermit<KeepEvidence>,
    id: EvidenceId,
    reason: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let changed: Option<(String,)> = tx
        .query(
            "update evidence set withdrawn_at = $3, withdrawn_reason = $4
             where id = $1 and organisation_id = $2 and withdrawn_at is null returning title",
        )
        .bind(id.0)
        .bind(may.place().organisation.0)
        .bind(At(now))
        .bind(reason)
        .optional()
        .await?;
    let Some((title,)) = changed else { return Ok(false) };
    record(tx, may.author(), may.place(), EvidenceEvent::EvidenceWithdrawn { title, reason: reason.to_owned() }, now)
        .await?;
    Ok(true)
}

/// Records that consent to a testimonial was withdrawn: its text and name are deleted, and a record of it stays. False if it
/// is not a testimonial with consent.
pub async fn withdraw_consent(
    tx: &mut Tx,
    may: &WritePermit<EndConsent>,
    id: EvidenceId,
    today: Date,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(listed) = select(tx, may.place().organisation, Some(id)).await?.pop() else { return Ok(false) };
    match listed.evidence.content {
        EvidenceContent::Testimonial(Testimony::Anonymous { .. } | Testimony::Named { .. }) => {}
        _ => return Ok(false),
    }
    let content = EvidenceContent::Testimonial(Testimony::ConsentWithdrawn { on: today });
    tx.query(
        "update evidence set content = $3, public = $4, revision = revision + 1 where id = $1 and organisation_id = $2",
    )
    .bind(id.0)
    .bind(may.place().organisation.0)
    .bind(Json(&content))
    .bind(false)
    .run()
    .await?;
    tx.query("update evidence_version set content = $2 where evidence_id = $1")
        .bind(id.0)
        .bind(Json(&content))
        .run()
        .await?;
    let event = EvidenceEvent::ConsentTakenBack { title: listed.evidence.title };
    record(tx, may.author(), may.place(), event, now).await?;
    Ok(true)
}

/// Makes evidence public or internal. False if it may not be shown, or is so already.
pub async fn publish(
    tx: &mut Tx,
    may: &WritePermit<PublishEvidence>,
    id: EvidenceId,
    public: bool,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(listed) = select(tx, may.place().organisation, Some(id)).await?.pop() else { return Ok(false) };
    let evidence = listed.evidence;
    let is_publishable = evidence.withdrawn.is_none() && evidence.content.may_be_public();
    if evidence.marked_public == public || (public && !is_publishable) {
        return Ok(false);
    }
    tx.query("update evidence set public = $3 where id = $1 and organisation_id = $2")
        .bind(id.0)
        .bind(may.place().organisation.0)
        .bind(public)
        .run()
        .await?;
    let title = evidence.title;
    let event =
        if public { EvidenceEvent::EvidencePublished { title } } else { EvidenceEvent::EvidenceKeptInside { title } };
    record(tx, may.author(), may.place(), event, now).await?;
    Ok(true)
}
