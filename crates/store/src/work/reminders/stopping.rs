//! Stops and resumes reminders. Emails that a person requests, such as a sign-in link, are sent all the same.

use crate::core::{
    db::{Error, Tx},
    secrets,
    values::At,
    write_permit::WritePermit,
};
use model::{Timestamp, core::permit::KeepAccount};

/// Makes a link that stops the reminders to an address, and returns its secret. Each email has its own, and all of them work.
pub async fn link(tx: &mut Tx, email: &str, now: Timestamp) -> Result<String, Error> {
    let secret = secrets::new();
    tx.query("insert into unsubscribe_link (token_hash, email, created_at) values ($1, $2, $3)")
        .bind(secrets::hash(&secret))
        .bind(email)
        .bind(At(now))
        .run()
        .await?;
    Ok(secret)
}

/// The address to which a link stops reminders.
pub async fn by_link(tx: &mut Tx, secret: &str) -> Result<Option<String>, Error> {
    let found: Option<(String,)> = tx
        .query("select email from unsubscribe_link where token_hash = $1")
        .bind(secrets::hash(secret))
        .optional()
        .await?;
    Ok(found.map(|(email,)| email))
}

/// Stops the reminders to the address of a link. False if there is no such link. It can be used more than once.
pub async fn stop_by_link(tx: &mut Tx, secret: &str, now: Timestamp) -> Result<bool, Error> {
    let Some(email) = by_link(tx, secret).await? else { return Ok(false) };
    stop_address(tx, &email, now).await?;
    Ok(true)
}

async fn stop_address(tx: &mut Tx, email: &str, now: Timestamp) -> Result<(), Error> {
    tx.query("insert into unsubscribed (email, since) values ($1, $2) on conflict (email) do nothing")
        .bind(email)
        .bind(At(now))
        .run()
        .await
        .map(drop)
}

/// Stops the reminders to the person's own address.
pub async fn stop(tx: &mut Tx, may: &WritePermit<KeepAccount>, now: Timestamp) -> Result<(), Error> {
    let person = may.author().person().map(|person| person.0);
    let found: Option<(String,)> = tx.query("select email from person where id = $1").bind(person).optional().await?;
    let Some((email,)) = found else { return Ok(()) };
    stop_address(tx, &email, now).await
}

/// Resumes the reminders to the person's own address.
pub async fn resume(tx: &mut Tx, may: &WritePermit<KeepAccount>) -> Result<(), Error> {
    tx.query("delete from unsubscribed where email = (select email from person where id = $1)")
        .bind(may.author().person().map(|person| person.0))
        .run()
        .await?;
    Ok(())
}

/// Whether the reminders to an address are stopped.
pub async fn is_stopped(tx: &mut Tx, email: &str) -> Result<bool, Error> {
    let found: Option<(String,)> =
        tx.query("select email from unsubscribed where email = $1").bind(email).optional().await?;
    Ok(found.is_some())
}
