//! What the leader or their deputy can do instead of signing: ask the lead a question, or send the version back with a comment.

use crate::{
    assessment::{
        leader_links::{self, LeaderLink, subject},
        signatures,
    },
    core::{
        db::{Error, Tx},
        events, identities, ids,
        values::At,
        write_permit::WritePermit,
    },
};
use model::{
    Timestamp,
    assessment::ReturnedBy,
    core::permit::{AskLead, SendBack},
    work::event::{EventKind, leader::LeaderEvent},
};

/// Asks the lead a question, by the link with this secret. Returns the link; none, and nothing is changed, if it has ended.
pub async fn ask(
    tx: &mut Tx,
    may: &WritePermit<AskLead>,
    secret: &str,
    question: &str,
    now: Timestamp,
) -> Result<Option<LeaderLink>, Error> {
    let place = may.place();
    let Some(own) = leader_links::live(tx, place, secret, now).await? else { return Ok(None) };
    tx.query(
        "insert into leader_question (id, assessment_id, locked_version_hash, name, email, question, asked_at)
         select $1, id, locked_version_hash, $3, $4, $5, $6 from assessment where id = $2",
    )
    .bind(ids::new(now))
    .bind(place.assessment.0)
    .bind(own.link.name.as_str())
    .bind(own.link.email.as_str())
    .bind(question)
    .bind(At(now))
    .run()
    .await?;
    let name = identities::named(tx, &own.link.name, Some(own.link.email.as_str()), now).await?;
    let what = LeaderEvent::LeaderQuestion { name, question: question.to_owned() };
    events::record(tx, may.author(), subject(place), &EventKind::Leader(what), now).await?;
    Ok(Some(own.link))
}

/// Sends the version back with a comment, by the link with this secret: the self-assessment is a draft again, the lead's signature is
/// voided and all links end. Returns the link; none, and nothing is changed, if it has ended.
pub async fn send_back(
    tx: &mut Tx,
    may: &WritePermit<SendBack>,
    secret: &str,
    comment: &str,
    now: Timestamp,
) -> Result<Option<LeaderLink>, Error> {
    let place = may.place();
    let Some(own) = leader_links::live(tx, place, secret, now).await? else { return Ok(None) };
    let returned = tx
        .query(
            "update assessment set step = 'drafting', locked_version_hash = null, locked_at = null,
                 returned_at = $3, returned_reason = $4, returned_by = $5
             where id = $1 and organisation_id = $2 and step = 'lead-signed'",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .bind(At(now))
        .bind(comment)
        .bind(ReturnedBy::Leader.as_str())
        .run()
        .await?;
    if returned == 0 {
        return Ok(None);
    }
    let voided = signatures::void(tx, place, now).await?;
    let name = identities::named(tx, &own.link.name, Some(own.link.email.as_str()), now).await?;
    let what = LeaderEvent::LeaderSentBack { name, comment: comment.to_owned(), voided };
    events::record(tx, may.author(), subject(place), &EventKind::Leader(what), now).await?;
    Ok(Some(own.link))
}
