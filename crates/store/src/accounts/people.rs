//! People: everyone who can sign in. An account is made by an invitation or by the operator, never by signing up.

use super::members;
use crate::core::{
    db::{Error, Tx},
    identities,
    values::At,
};
use model::{
    PersonId, Timestamp,
    core::{
        permit::{CharterRole, Permit, RunProgram},
        short::{Email, Line},
    },
};
use uuid::Uuid;

/// The person with that address.
pub(super) async fn by_email(tx: &mut Tx, email: &Email) -> Result<Option<PersonId>, Error> {
    let found: Option<(Uuid,)> =
        tx.query("select id from person where email = $1").bind(email.as_str()).optional().await?;
    Ok(found.map(|(id,)| PersonId(id)))
}

/// Returns the person with that address, created with that name if there is none yet. It gives no access: roles are given by
/// [`crate::accounts::members`] and [`give_charter_role`].
pub async fn find_or_create(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    email: &Email,
    name: &Line,
    now: Timestamp,
) -> Result<PersonId, Error> {
    find_or_create_invited(tx, email, name, now).await
}

/// Does the same as [`find_or_create`] for a person who has accepted an invitation, and has no permit yet.
pub(super) async fn find_or_create_invited(
    tx: &mut Tx,
    email: &Email,
    name: &Line,
    now: Timestamp,
) -> Result<PersonId, Error> {
    if let Some(person) = by_email(tx, email).await? {
        return Ok(person);
    }
    let id = identities::for_new_account(tx, email.as_str(), now).await?;
    tx.query("insert into person (id, email, name, created_at) values ($1, $2, $3, $4) on conflict (email) do nothing")
        .bind(id)
        .bind(email.as_str())
        .bind(name.as_str())
        .bind(At(now))
        .run()
        .await?;
    let (id,): (Uuid,) = tx.query("select id from person where email = $1").bind(email.as_str()).one().await?;
    Ok(PersonId(id))
}

/// Whether a person is in the secretariat or on the board.
pub(super) async fn has_charter_role(tx: &mut Tx, person: PersonId) -> Result<bool, Error> {
    let found: Option<(Uuid,)> =
        tx.query("select person_id from charter_role where person_id = $1").bind(person.0).optional().await?;
    Ok(found.is_some())
}

/// Makes a person a member of the secretariat or the board. For the operator; pages use
/// [`crate::register::charter_roles`]. False, and nothing is changed, if they are a member of an organisation.
pub async fn give_charter_role(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    person: PersonId,
    charter_role: CharterRole,
) -> Result<bool, Error> {
    if members::is_member(tx, person).await? {
        return Ok(false);
    }
    give_invited_charter_role(tx, person, charter_role).await?;
    Ok(true)
}

/// Does the same as [`give_charter_role`] for a person who has accepted an invitation.
pub(super) async fn give_invited_charter_role(
    tx: &mut Tx,
    person: PersonId,
    charter_role: CharterRole,
) -> Result<(), Error> {
    tx.query(
        "insert into charter_role (person_id, role) values ($1, $2) on conflict (person_id) do update set role = excluded.role",
    )
    .bind(person.0)
    .bind(charter_role.as_str())
    .run()
    .await?;
    Ok(())
}
