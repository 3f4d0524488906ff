//! Calendar links: a secret address for a calendar, which cannot sign in. A person has one at most.

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

/// Make a link, which ends the one before: the secret in it.
pub async fn make(tx: &mut Tx, may: &WritePermit<KeepAccount>, now: Timestamp) -> Result<String, Error> {
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

/// End one's link, if there is one.
pub async fn end(tx: &mut Tx, may: &WritePermit<KeepAccount>, now: Timestamp) -> Result<(), Error> {
    tx.query("update calendar_link set ended_at = $2 where person_id = $1 and ended_at is null")
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    Ok(())
}

/// Since when one has a link; none without one.
pub async fn since(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<Option<Timestamp>, Error> {
    let found: Option<(At,)> = tx
        .query("select created_at from calendar_link where person_id = $1 and ended_at is null limit 1")
        .bind(may.author().person().map(|person| person.0))
        .optional()
        .await?;
    Ok(found.map(|(at,)| at.0))
}

/// The address of the person whose link it is.
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
