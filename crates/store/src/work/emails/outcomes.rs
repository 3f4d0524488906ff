//! What became of an email: it was sent, is tried again, or could not be delivered.

use super::{ATTEMPTS, QueuedEmail};
use crate::{
    consultation::consultations::count_undelivered,
    core::{
        db::{Error, Tx},
        values::At,
        wiping,
    },
};
use model::{
    ConsultationId, Timestamp,
    core::permit::{Audience, Permit, ReadPeople, RunProgram},
    work::job::retry_delay,
};
use uuid::Uuid;

/// Deletes an email that is to be forgotten. Returns the consultation whose code it had; `None` if it is not such an email.
async fn forget(tx: &mut Tx, message: Uuid) -> Result<Option<Forgotten>, Error> {
    let deleted: Option<(Option<Uuid>,)> = tx
        .query("delete from email where id = $1 and forget returning consultation_id")
        .bind(message)
        .optional()
        .await?;
    if deleted.is_some() {
        wiping::request(tx).await?;
    }
    Ok(deleted.map(|(consultation,)| Forgotten(consultation.map(ConsultationId))))
}

/// An email that was deleted, with the consultation whose code it had. An earlier version did not record that.
struct Forgotten(Option<ConsultationId>);

/// Records that an email was sent, and deletes its text.
pub async fn sent(tx: &mut Tx, _: &Permit<RunProgram>, message: Uuid, now: Timestamp) -> Result<(), Error> {
    if forget(tx, message).await?.is_some() {
        return Ok(());
    }
    tx.query(
        "update email set sent_at = $2, body = '', unsubscribe = null, reply_to = null, failure = null where id = $1",
    )
    .bind(message)
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

/// Records that an email could not be sent, and why. It is tried again after pauses that grow, up to [`ATTEMPTS`] times.
pub async fn failed(
    tx: &mut Tx,
    may: &Permit<RunProgram>,
    message: &QueuedEmail,
    failure: &str,
    now: Timestamp,
) -> Result<(), Error> {
    if message.attempts >= ATTEMPTS {
        return give_up(tx, may, message.id, failure, now).await;
    }
    // An instance that was slower than its lease does not undo the claim or the outcome of another.
    tx.query(
        "update email set claimed_until = $2, failure = $3
         where id = $1 and attempts = $4 and sent_at is null and given_up_at is null",
    )
    .bind(message.id)
    .bind(At(now + retry_delay(message.attempts)))
    .bind(failure)
    .bind(message.attempts)
    .run()
    .await?;
    Ok(())
}

/// Records that an email will not be sent, and why, such as that its mailbox does not exist. Deletes its text.
pub async fn give_up(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    message: Uuid,
    failure: &str,
    now: Timestamp,
) -> Result<(), Error> {
    if let Some(Forgotten(consultation)) = forget(tx, message).await? {
        return match consultation {
            Some(consultation) => count_undelivered(tx, consultation).await,
            None => Ok(()),
        };
    }
    tx.query(
        "update email set given_up_at = $2, body = '', unsubscribe = null, reply_to = null, failure = $3
         where id = $1 and sent_at is null",
    )
    .bind(message)
    .bind(At(now))
    .bind(failure)
    .run()
    .await?;
    Ok(())
}

/// A person to whom the last email could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// Their name, or their address where no name was known.
    pub name: String,
    /// The address.
    pub email: String,
    /// The message of the email server.
    pub failure: String,
    /// When it was given up.
    pub at: Timestamp,
}

/// The people of an organisation to whom the last email could not be delivered, the newest first: until another is
/// delivered, the address is changed or they have left. For the secretariat, only leads and people who are invited as leads.
pub async fn undelivered(tx: &mut Tx, may: &Permit<ReadPeople>) -> Result<Vec<Undelivered>, Error> {
    let rows: Vec<(String, Option<String>, Option<String>, At)> = tx
        .query(
            "select l.recipient, l.concerns, l.failure, l.given_up_at from email l
             join organisation o on o.id = l.organisation_id
             where l.organisation_id = $1 and l.given_up_at is not null
               and not exists (select 1 from email n where n.recipient = l.recipient and n.created_at > l.created_at
                               and (n.sent_at is not null or n.given_up_at is not null))
               and (o.leader_email = l.recipient
                 or exists (select 1 from member m join person p on p.id = m.person_id
                            where m.organisation_id = o.id and p.email = l.recipient)
                 or exists (select 1 from owner w
                            where w.organisation_id = o.id and w.email = l.recipient and w.left_at is null)
                 or exists (select 1 from invitation i where i.organisation_id = o.id and i.email = l.recipient
                            and i.accepted_at is null and i.withdrawn_at is null)
                 or exists (select 1 from leader_link k join assessment a on a.id = k.assessment_id
                            where a.organisation_id = o.id and k.email = l.recipient and k.used_at is null))
               and ($2 or exists (select 1 from member m join person p on p.id = m.person_id
                            where m.organisation_id = o.id and m.role = 'lead' and p.email = l.recipient)
                 or exists (select 1 from invitation i where i.organisation_id = o.id and i.role = 'lead' and i.email = l.recipient
                            and i.accepted_at is null and i.withdrawn_at is null))
             order by l.given_up_at desc limit 50",
        )
        .bind(may.place().organisation.0)
        .bind(may.audience() == Audience::Members)
        .all()
        .await?;
    let read = |(email, name, failure, at): (String, Option<String>, Option<String>, At)| Undelivered {
        name: name.unwrap_or_else(|| email.clone()),
        email,
        failure: failure.unwrap_or_default(),
        at: at.0,
    };
    Ok(rows.into_iter().map(read).collect())
}
