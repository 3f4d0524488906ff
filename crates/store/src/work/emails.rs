//! Emails, queued in the transaction that causes them, and sent by the instance that claims them.

use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
    wiping,
};
use jiff::SignedDuration;
use model::{
    OrganisationId, Timestamp,
    core::permit::{Audience, Permit, ReadPeople, RunProgram},
    work::job::retry_delay,
};
use uuid::Uuid;

/// How long an instance has for the emails that it claimed. An email is sent twice only if an instance dies between sending it and
/// recording that.
pub const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How long emails that were sent or given up stay on record.
pub const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How often an email is tried: for about a day and a half, as the pauses double from one minute on.
pub const ATTEMPTS: i64 = 12;

/// An email to be sent.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct QueuedEmail {
    /// Its identity, which becomes its message id.
    pub id: Uuid,
    /// The address that it is sent to.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// The full address by which its reader stops such emails with one click (RFC 8058), if they may.
    pub unsubscribe: Option<String>,
    /// How often it was claimed, this time included.
    pub attempts: i64,
}

/// Whom an email concerns, and how its reader stops such emails.
#[derive(Debug, Clone, Copy, Default)]
pub struct EmailContext<'a> {
    /// The organisation whose leads are told if it cannot be delivered.
    pub organisation: Option<OrganisationId>,
    /// The name by which they know its reader: "Head of Stores".
    pub concerns: Option<&'a str>,
    /// A full address with a secret in it; none for emails that were requested by their reader.
    pub unsubscribe: Option<&'a str>,
}

impl std::fmt::Debug for QueuedEmail {
    /// Emails hold secrets, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QueuedEmail").field("id", &self.id).field("attempts", &self.attempts).finish_non_exhaustive()
    }
}

/// Writes an email, and returns its identity. It is sent when the transaction is committed, and never if it is not.
pub async fn write(tx: &mut Tx, recipient: &str, subject: &str, body: &str, now: Timestamp) -> Result<Uuid, Error> {
    write_about(tx, recipient, subject, body, EmailContext::default(), now).await
}

/// Does the same as [`write()`] for an email that its reader waits for, such as a sign-in link. It is sent before the others.
pub async fn write_urgent(
    tx: &mut Tx,
    recipient: &str,
    subject: &str,
    body: &str,
    now: Timestamp,
) -> Result<Uuid, Error> {
    insert(tx, (recipient, subject, body), EmailContext::default(), true, now).await
}

/// Does the same as [`write()`] for an email to a list that is then forgotten: once it is sent or given up, nothing of it is kept, neither
/// its address nor that it was sent.
pub async fn write_and_forget(
    tx: &mut Tx,
    recipient: &str,
    subject: &str,
    body: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let id = insert(tx, (recipient, subject, body), EmailContext::default(), false, now).await?;
    tx.query("update email set forget = $2 where id = $1").bind(id).bind(true).run().await.map(drop)
}

/// Does the same as [`write()`], and records whom the email concerns.
pub async fn write_about(
    tx: &mut Tx,
    recipient: &str,
    subject: &str,
    body: &str,
    about: EmailContext<'_>,
    now: Timestamp,
) -> Result<Uuid, Error> {
    insert(tx, (recipient, subject, body), about, false, now).await
}

async fn insert(
    tx: &mut Tx,
    (recipient, subject, body): (&str, &str, &str),
    about: EmailContext<'_>,
    is_urgent: bool,
    now: Timestamp,
) -> Result<Uuid, Error> {
    let id = ids::new(now);
    tx.query(
        "insert into email (id, recipient, subject, body, organisation_id, concerns, unsubscribe, urgent, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id)
    .bind(recipient)
    .bind(subject)
    .bind(body)
    .bind(about.organisation.map(|id| id.0))
    .bind(about.concerns)
    .bind(about.unsubscribe)
    .bind(is_urgent)
    .bind(At(now))
    .run()
    .await?;
    Ok(id)
}

/// Whether any email is waiting to be sent.
pub async fn is_any_waiting(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<bool, Error> {
    let found: Option<(Uuid,)> = tx
        .query(
            "select id from email where sent_at is null and given_up_at is null
                 and (claimed_until is null or claimed_until <= $1) limit 1",
        )
        .bind(At(now))
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Which emails are claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Only urgent emails.
    UrgentOnly,
    /// All emails, the urgent ones first.
    All,
}

/// Claims up to `most` emails that are waiting, the urgent ones first and then the oldest. For [`LEASE`] no other instance claims them.
pub async fn claim(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    priority: Priority,
    most: usize,
    now: Timestamp,
) -> Result<Vec<QueuedEmail>, Error> {
    // The condition is there twice: PostgreSQL checks the outer one again when another instance was faster.
    tx.query(
        "update email set claimed_until = $2, attempts = attempts + 1
         where id in (select id from email where sent_at is null and given_up_at is null and (urgent or $3)
                          and (claimed_until is null or claimed_until <= $1)
                      order by case when urgent then 0 else 1 end, created_at limit $4)
           and sent_at is null and given_up_at is null and (claimed_until is null or claimed_until <= $1)
         returning id, recipient, subject, body, unsubscribe, attempts",
    )
    .bind(At(now))
    .bind(At(now + LEASE))
    .bind(priority == Priority::All)
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .all()
    .await
}

/// The emails that were neither sent nor given up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EmailQueue {
    /// How many there are.
    pub length: i64,
    /// When the oldest was written.
    pub oldest: Option<Timestamp>,
}

/// Returns how many emails are waiting, and since when.
pub async fn queue(tx: &mut Tx, _: &Permit<RunProgram>) -> Result<EmailQueue, Error> {
    let (length, oldest): (i64, Option<At>) = tx
        .query(
            "select cast(count(*) as bigint), min(created_at) from email where sent_at is null and given_up_at is null",
        )
        .one()
        .await?;
    Ok(EmailQueue { length, oldest: oldest.map(|at| at.0) })
}

/// Deletes an email that is to be forgotten. False if it is not one.
async fn forget(tx: &mut Tx, message: Uuid) -> Result<bool, Error> {
    let deleted = tx.query("delete from email where id = $1 and forget").bind(message).run().await?;
    if deleted > 0 {
        wiping::request(tx).await?;
    }
    Ok(deleted > 0)
}

/// Records that an email was sent, and deletes its text.
pub async fn sent(tx: &mut Tx, _: &Permit<RunProgram>, message: Uuid, now: Timestamp) -> Result<(), Error> {
    if forget(tx, message).await? {
        return Ok(());
    }
    tx.query("update email set sent_at = $2, body = '', unsubscribe = null, failure = null where id = $1")
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
    if forget(tx, message).await? {
        return Ok(());
    }
    tx.query(
        "update email set given_up_at = $2, body = '', unsubscribe = null, failure = $3
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

/// Deletes emails that were sent or given up and are older than [`RETENTION`]; but not those of open update requests, whose
/// leads see their delivery.
pub async fn delete_old(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<u64, Error> {
    tx.query(
        "delete from email where created_at < $1 and (sent_at is not null or given_up_at is not null)
             and not exists (select 1 from update_request k where k.email_id = email.id and k.replied_at is null and k.ended_at is null)
             and not exists (select 1 from collaborator_email z join update_request k on k.id = z.update_request_id
                 where z.email_id = email.id and k.replied_at is null and k.ended_at is null)",
    )
        .bind(At(now - RETENTION))
        .run()
        .await
}
