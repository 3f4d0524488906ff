//! Calendar links: the secret address of a person's calendar, which gives no other access. A person has one at most.

use crate::core::{
    db::{Error, Tx},
    secrets,
    values::At,
    write_permit::WritePermit,
};
use model::{
    Timestamp,
    core::permit::{KeepAccount, Permit},
};

/// Makes a calendar link, which ends the one before, and returns its secret.
pub async fn create(tx: &mut Tx, may: &WritePermit<KeepAccount>, now: Timestamp) -> Result<String, Error> {
    end(tx, may, now).await?;
    let secret = secrets::new();
    tx.query("insert into calendar_link (token_hash, person_id, created_at) values ($1, $2, $3)")
        .bind(secrets::hash(&secret))
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    Ok(secret)
}

/// Ends the person's calendar link, if there is one.
pub async fn end(tx: &mut Tx, may: &WritePermit<KeepAccount>, now: Timestamp) -> Result<(), Error> {
    tx.query("update calendar_link set ended_at = $2 where person_id = $1 and ended_at is null")
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    Ok(())
}

/// Returns when the person's current link was made; none if there is no link.
pub async fn since(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<Option<Timestamp>, Error> {
    let found: Option<(At,)> = tx
        .query("select created_at from calendar_link where person_id = $1 and ended_at is null limit 1")
        .bind(may.author().person().map(|person| person.0))
        .optional()
        .await?;
    Ok(found.map(|(at,)| at.0))
}

/// Returns the email address of the person whose link has this secret.
pub async fn reader(tx: &mut Tx, secret: &str) -> Result<Option<String>, Error> {
    let found: Option<(String,)> = tx
        .query(
            "select p.email from calendar_link l join person p on p.id = l.person_id
             where l.token_hash = $1 and l.ended_at is null",
        )
        .bind(secrets::hash(secret))
        .optional()
        .await?;
    Ok(found.map(|(email,)| email))
}
