//! Who a person is, with or without an account. A name is not an identity: two people may have the same one, and one person
//! several.

use crate::core::{
    db::{Error, Tx},
    ids,
};
use model::{PersonId, Timestamp, work::event::NamedPerson};
use uuid::Uuid;

/// The person whose email address this is: the id of their account, or, without one, that of the address, which is made if it is
/// new. An account that is made later takes the id over.
pub(crate) async fn of_address(tx: &mut Tx, email: &str, now: Timestamp) -> Result<PersonId, Error> {
    let email = email.trim().to_lowercase();
    let account: Option<(Uuid,)> =
        tx.query("select id from person where email = $1").bind(email.as_str()).optional().await?;
    if let Some((id,)) = account {
        return Ok(PersonId(id));
    }
    tx.query("insert into known_address (id, email) values ($1, $2) on conflict (email) do nothing")
        .bind(ids::new(now))
        .bind(email.as_str())
        .run()
        .await?;
    let (id,): (Uuid,) = tx.query("select id from known_address where email = $1").bind(email.as_str()).one().await?;
    Ok(PersonId(id))
}

/// A name for an event: of the person with that email address; without one, of nobody.
pub(crate) async fn named(
    tx: &mut Tx,
    name: impl Into<String>,
    email: Option<&str>,
    now: Timestamp,
) -> Result<NamedPerson, Error> {
    match email.filter(|email| !email.trim().is_empty()) {
        Some(email) => Ok(NamedPerson::known(name, of_address(tx, email, now).await?)),
        None => Ok(NamedPerson::unknown(name)),
    }
}

/// The id for a new account with that address: that of the address, so that what names it is the account's from now on.
pub(crate) async fn for_new_account(tx: &mut Tx, email: &str, now: Timestamp) -> Result<Uuid, Error> {
    let known: Option<(Uuid,)> =
        tx.query("delete from known_address where email = $1 returning id").bind(email).optional().await?;
    Ok(known.map_or_else(|| ids::new(now), |(id,)| id))
}
