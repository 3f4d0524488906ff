//! Letters: mail, written in the transaction that gives cause for it and sent by whichever instance takes it up.

use crate::{
    db::{Error, Tx},
    fresh,
    values::At,
};
use jiff::SignedDuration;
use model::Timestamp;
use uuid::Uuid;

/// How long an instance has for what it took up. A letter is sent twice only if an instance dies between sending it and
/// saying so.
pub const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How long what was sent, or given up, stays on record.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How often a letter is tried: for about a day and a half, as the pauses double from one minute on.
pub const ATTEMPTS: i64 = 12;

/// A letter to be sent.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Letter {
    /// Its identity, which becomes its message id.
    pub id: Uuid,
    /// To whom.
    pub recipient: String,
    /// What stands above it.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// How often it was taken up, this time included.
    pub attempts: i64,
}

impl std::fmt::Debug for Letter {
    /// Letters hold secrets, which must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).field("attempts", &self.attempts).finish_non_exhaustive()
    }
}

/// Write a letter, and give its identity. It goes out when the transaction is kept, and never if it is not.
pub async fn write(tx: &mut Tx, recipient: &str, subject: &str, body: &str, now: Timestamp) -> Result<Uuid, Error> {
    let id = fresh::id(now);
    tx.query("insert into letter (id, recipient, subject, body, created_at) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(recipient)
        .bind(subject)
        .bind(body)
        .bind(At(now))
        .run()
        .await?;
    Ok(id)
}

/// Whether any letter waits.
pub async fn wait(tx: &mut Tx, now: Timestamp) -> Result<bool, Error> {
    let found: Option<(Uuid,)> = tx
        .query(
            "select id from letter where sent_at is null and given_up_at is null
                 and (claimed_until is null or claimed_until <= $1) limit 1",
        )
        .bind(At(now))
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Take up to ten letters that wait, the oldest first. For [`LEASE`] nobody else takes them.
pub async fn claim(tx: &mut Tx, now: Timestamp) -> Result<Vec<Letter>, Error> {
    // The condition stands twice: PostgreSQL asks the outer one again when another instance was faster.
    tx.query(
        "update letter set claimed_until = $2, attempts = attempts + 1
         where id in (select id from letter where sent_at is null and given_up_at is null
                          and (claimed_until is null or claimed_until <= $1) order by created_at limit 10)
           and sent_at is null and given_up_at is null and (claimed_until is null or claimed_until <= $1)
         returning id, recipient, subject, body, attempts",
    )
    .bind(At(now))
    .bind(At(now + LEASE))
    .all()
    .await
}

/// It was sent. What it said is forgotten.
pub async fn sent(tx: &mut Tx, letter: Uuid, now: Timestamp) -> Result<(), Error> {
    tx.query("update letter set sent_at = $2, body = '', failure = null where id = $1")
        .bind(letter)
        .bind(At(now))
        .run()
        .await?;
    Ok(())
}

/// It could not be sent, and why; it is tried again later and later.
pub async fn failed(tx: &mut Tx, letter: &Letter, failure: &str, now: Timestamp) -> Result<(), Error> {
    if letter.attempts >= ATTEMPTS {
        return give_up(tx, letter.id, failure, now).await;
    }
    tx.query("update letter set claimed_until = $2, failure = $3 where id = $1")
        .bind(letter.id)
        .bind(At(now + pause(letter.attempts)))
        .bind(failure)
        .run()
        .await?;
    Ok(())
}

/// It will never be sent, and why: its mailbox does not exist, say. What it said is forgotten.
pub async fn give_up(tx: &mut Tx, letter: Uuid, failure: &str, now: Timestamp) -> Result<(), Error> {
    tx.query("update letter set given_up_at = $2, body = '', failure = $3 where id = $1")
        .bind(letter)
        .bind(At(now))
        .bind(failure)
        .run()
        .await?;
    Ok(())
}

/// Forget letters that were done with [`KEPT`] ago; but not those that still ask somebody, whose leads see what became of them.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.query(
        "delete from letter where created_at < $1 and (sent_at is not null or given_up_at is not null)
             and not exists (select 1 from ask k where k.letter_id = letter.id and k.answered_at is null and k.withdrawn_at is null)",
    )
        .bind(At(now - KEPT))
        .run()
        .await
}

/// One minute, then two, four, eight …
fn pause(attempts: i64) -> SignedDuration {
    SignedDuration::from_mins(1 << (attempts - 1).clamp(0, ATTEMPTS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double() {
        assert_eq!([1, 2, 3, 11].map(|attempts| pause(attempts).as_mins()), [1, 2, 4, 1024]);
    }
}
