//! Emails, queued in the transaction that causes them, and sent by the instance that claims them.

mod outcomes;

pub use outcomes::{Undelivered, failed, give_up, sent, undelivered};

use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
};
use jiff::SignedDuration;
use model::{
    ConsultationId, OrganisationId, Timestamp,
    core::permit::{Permit, RunProgram},
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
    /// The address that a reply goes to, if that is a person.
    pub reply_to: Option<String>,
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
    /// The address of the person to whom its reader replies; none for emails that nobody answers.
    pub reply_to: Option<&'a str>,
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

/// Does the same as [`write()`] for an email to a list that is then forgotten, with a code of a consultation: once it is sent or given up,
/// nothing of it is kept, neither its address nor that it was sent. The consultation counts how many were given up.
pub async fn write_and_forget(
    tx: &mut Tx,
    consultation: ConsultationId,
    recipient: &str,
    subject: &str,
    body: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let id = insert(tx, (recipient, subject, body), EmailContext::default(), false, now).await?;
    tx.query("update email set forget = $2, consultation_id = $3 where id = $1")
        .bind(id)
        .bind(true)
        .bind(consultation.0)
        .run()
        .await
        .map(drop)
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
        "insert into email (id, recipient, subject, body, organisation_id, concerns, unsubscribe, reply_to, urgent, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id)
    .bind(recipient)
    .bind(subject)
    .bind(body)
    .bind(about.organisation.map(|id| id.0))
    .bind(about.concerns)
    .bind(about.unsubscribe)
    .bind(about.reply_to)
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
         returning id, recipient, subject, body, unsubscribe, reply_to, attempts",
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
