//! Invites people, unless something they are or have makes that impossible.

use super::{Invited, InvitedTo, LIFETIME, MAX_OPEN};
use crate::{
    accounts::names,
    core::{
        db::{Error, Tx},
        events, identities, ids, secrets,
        values::At,
        write_permit::WritePermit,
    },
    register::signatories,
};
use model::{
    Timestamp,
    core::{
        permit::{Author, CharterRole, KeepRegister, ManagePeople, Role},
        short::{Email, Line},
    },
    work::event::EventKind,
};
use uuid::Uuid;

/// Invites a person to an organisation. An open invitation to the same address is replaced.
pub async fn to_organisation(
    tx: &mut Tx,
    may: &WritePermit<ManagePeople>,
    role: Role,
    email: &Email,
    name: &Line,
    now: Timestamp,
) -> Result<Invited, Error> {
    let organisation = may.place().organisation;
    let member: Option<(Uuid,)> = tx
        .query(
            "select p.id from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and p.email = $2",
        )
        .bind(organisation.0)
        .bind(email.as_str())
        .optional()
        .await?;
    if member.is_some() {
        return Ok(Invited::Already);
    }
    if signatories::is_signatory(tx, organisation, email, now).await? {
        return Ok(Invited::Signatory);
    }
    if let Some(member) = names::member_called(tx, organisation, name, email.as_str()).await? {
        return Ok(Invited::Namesake(member));
    }
    lock_person(tx, email).await?;
    if is_in_charter(tx, email, now).await? {
        return Ok(Invited::InCharter);
    }
    invite(tx, may.author(), InvitedTo::Organisation(organisation, role), email, name, now).await
}

/// Invites a person to the secretariat or the board. A member of the other of the two changes over.
pub async fn to_charter(
    tx: &mut Tx,
    may: &WritePermit<KeepRegister>,
    charter_role: CharterRole,
    email: &Email,
    name: &Line,
    now: Timestamp,
) -> Result<Invited, Error> {
    let already: Option<(Uuid,)> = tx
        .query("select p.id from charter_role s join person p on p.id = s.person_id where s.role = $1 and p.email = $2")
        .bind(charter_role.as_str())
        .bind(email.as_str())
        .optional()
        .await?;
    if already.is_some() {
        return Ok(Invited::Already);
    }
    lock_person(tx, email).await?;
    if let Some(name) = organisation_of(tx, email, now).await? {
        return Ok(Invited::InOrganisation(name));
    }
    invite(tx, may.author(), InvitedTo::Charter(charter_role), email, name, now).await
}

/// Locks the account of a person, if they have one, so that simultaneous invitations to the charter and to an organisation are decided one
/// after the other.
async fn lock_person(tx: &mut Tx, email: &Email) -> Result<(), Error> {
    let person: Option<(Uuid,)> =
        tx.query("select id from person where email = $1").bind(email.as_str()).optional().await?;
    match person {
        Some((person,)) => tx.lock_rows("select 1 from person where id = $1 for no key update", &[person]).await,
        None => Ok(()),
    }
}

/// Whether a person is in the secretariat or on the board, or invited there.
async fn is_in_charter(tx: &mut Tx, email: &Email, now: Timestamp) -> Result<bool, Error> {
    let found: Option<(Uuid,)> = tx
        .query(
            "select p.id from charter_role s join person p on p.id = s.person_id where p.email = $1
             union all select i.id from invitation i where i.email = $1 and i.organisation_id is null
                 and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $2
             limit 1",
        )
        .bind(email.as_str())
        .bind(At(now))
        .optional()
        .await?;
    Ok(found.is_some())
}

/// The name of an organisation that a person is a member of or invited to.
async fn organisation_of(tx: &mut Tx, email: &Email, now: Timestamp) -> Result<Option<String>, Error> {
    let found: Option<(String,)> = tx
        .query(
            "select o.name from organisation o join member m on m.organisation_id = o.id join person p on p.id = m.person_id
                 where p.email = $1
             union all select o.name from organisation o join invitation i on i.organisation_id = o.id where i.email = $1
                 and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $2
             limit 1",
        )
        .bind(email.as_str())
        .bind(At(now))
        .optional()
        .await?;
    Ok(found.map(|(name,)| name))
}

async fn invite(
    tx: &mut Tx,
    author: Author,
    to: InvitedTo,
    email: &Email,
    name: &Line,
    now: Timestamp,
) -> Result<Invited, Error> {
    // Unlike `=`, `is not distinct from` is true of two nulls: invitations to the charter have no organisation.
    tx.query(
        "update invitation set withdrawn_at = $3
         where organisation_id is not distinct from $1 and email = $2 and accepted_at is null and withdrawn_at is null",
    )
    .bind(to.organisation())
    .bind(email.as_str())
    .bind(At(now))
    .run()
    .await?;
    let (open,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from invitation
             where organisation_id is not distinct from $1 and accepted_at is null and withdrawn_at is null and expires_at > $2",
        )
        .bind(to.organisation())
        .bind(At(now))
        .one()
        .await?;
    if open >= MAX_OPEN {
        return Ok(Invited::TooMany);
    }
    let secret = secrets::new();
    tx.query(
        "insert into invitation (id, organisation_id, role, email, name, token_hash, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(ids::new(now))
    .bind(to.organisation())
    .bind(to.word())
    .bind(email.as_str())
    .bind(name.as_str())
    .bind(secrets::hash(&secret))
    .bind(author.person().map(|person| person.0))
    .bind(At(now))
    .bind(At(now + LIFETIME))
    .run()
    .await?;
    let named = identities::named(tx, name.as_str(), Some(email.as_str()), now).await?;
    let what = EventKind::PersonInvited { name: named, role: to.with_article().to_owned() };
    events::record(tx, author, to.subject(), &what, now).await?;
    Ok(Invited::Yes(secret))
}
