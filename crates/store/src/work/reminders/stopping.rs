//! Who wants no reminders. What somebody asks for, such as a link to sign in, is a letter all the same.

use crate::core::{
    db::{Error, Tx},
    fresh,
    values::At,
};
use model::Timestamp;

/// Make a link that ends the reminders to an address: the secret in it. Each letter has its own, and all of them work.
pub async fn link(tx: &mut Tx, email: &str, now: Timestamp) -> Result<String, Error> {
    let secret = fresh::secret();
    tx.query("insert into unsubscribe_link (token_hash, email, created_at) values ($1, $2, $3)")
        .bind(fresh::hashed(&secret))
        .bind(email)
        .bind(At(now))
        .run()
        .await?;
    Ok(secret)
}

/// Whose reminders a link ends.
pub async fn by_link(tx: &mut Tx, secret: &str) -> Result<Option<String>, Error> {
    let found: Option<(String,)> = tx
        .query("select email from unsubscribe_link where token_hash = $1")
        .bind(fresh::hashed(secret))
        .optional()
        .await?;
    Ok(found.map(|(email,)| email))
}

/// End the reminders that a link is for, and say whether it is one. Twice is as good as once.
pub async fn stop_by_link(tx: &mut Tx, secret: &str, now: Timestamp) -> Result<bool, Error> {
    match by_link(tx, secret).await? {
        Some(email) => stop(tx, &email, now).await.map(|()| true),
        None => Ok(false),
    }
}

/// End the reminders to an address.
pub async fn stop(tx: &mut Tx, email: &str, now: Timestamp) -> Result<(), Error> {
    tx.query("insert into unsubscribed (email, since) values ($1, $2) on conflict (email) do nothing")
        .bind(email)
        .bind(At(now))
        .run()
        .await?;
    Ok(())
}

/// Begin them again.
pub async fn resume(tx: &mut Tx, email: &str) -> Result<(), Error> {
    tx.query("delete from unsubscribed where email = $1").bind(email).run().await?;
    Ok(())
}

/// Whether an address wants none.
pub async fn is_stopped(tx: &mut Tx, email: &str) -> Result<bool, Error> {
    let found: Option<(String,)> =
        tx.query("select email from unsubscribed where email = $1").bind(email).optional().await?;
    Ok(found.is_some())
}
