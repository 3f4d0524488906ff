//! Adds and edits owners. No two current owners have the same name.

use super::{all, named_person, one, record};
use crate::{
    accounts::names,
    core::{
        db::{Error, Tx},
        ids,
        values::At,
        write_permit::WritePermit,
    },
};
use model::{
    OwnerId, Timestamp,
    core::{
        permit::{AtOrganisation, KeepOwners},
        short::Email,
    },
    plan::owner::{Owner, OwnerDetails, key},
    work::event::owner::OwnerEvent,
};

/// The result of adding or editing an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveOwnerResult {
    /// It is saved.
    Saved(OwnerId),
    /// Another has that name already: nothing was changed.
    Taken(OwnerId),
    /// The member or owner of this name, or one that looks like it, has another email address: nothing was changed.
    Namesake(String),
    /// A newer revision exists: nothing was changed, and this is the current owner.
    Stale(Box<Owner>),
}

/// Adds an owner.
pub async fn add(
    tx: &mut Tx,
    may: &WritePermit<KeepOwners>,
    named: &OwnerDetails,
    now: Timestamp,
) -> Result<SaveOwnerResult, Error> {
    let place = may.place();
    if let Some(member) = namesake(tx, place, named).await? {
        return Ok(SaveOwnerResult::Namesake(member));
    }
    if let Some(taken) = same_named_owner(tx, place, named, None).await? {
        // Two people of one name: what is meant for one does not go to the other.
        let is_another = taken.named.email.is_some() && named.email.is_some() && taken.named.email != named.email;
        if is_another {
            return Ok(SaveOwnerResult::Namesake(taken.named.name.to_string()));
        }
        return Ok(SaveOwnerResult::Taken(taken.id));
    }
    let id = OwnerId(ids::new(now));
    tx.query("insert into owner (id, organisation_id, name, email, created_at) values ($1, $2, $3, $4, $5)")
        .bind(id.0)
        .bind(place.organisation.0)
        .bind(named.name.as_str())
        .bind(named.email.as_ref().map(Email::as_str))
        .bind(At(now))
        .run()
        .await?;
    let name = named_person(tx, named, now).await?;
    record(tx, may.author(), place, OwnerEvent::OwnerNamed { name }, now).await?;
    Ok(SaveOwnerResult::Saved(id))
}

/// Edits an owner. `revision` is the one that was read. None if the organisation has no such owner.
pub async fn change(
    tx: &mut Tx,
    may: &WritePermit<KeepOwners>,
    owner: OwnerId,
    revision: i64,
    named: &OwnerDetails,
    now: Timestamp,
) -> Result<Option<SaveOwnerResult>, Error> {
    let place = may.place();
    let Some(before) = one(tx, place, owner).await? else { return Ok(None) };
    let changes = before.named.changes(named);
    if before.revision != revision {
        return Ok(Some(SaveOwnerResult::Stale(Box::new(before))));
    }
    if changes.is_empty() {
        return Ok(Some(SaveOwnerResult::Saved(owner)));
    }
    if let Some(taken) = same_named_owner(tx, place, named, Some(owner)).await? {
        return Ok(Some(SaveOwnerResult::Taken(taken.id)));
    }
    if let Some(member) = namesake(tx, place, named).await? {
        return Ok(Some(SaveOwnerResult::Namesake(member)));
    }
    let rows = tx
        .query(
            "update owner set name = $1, email = $2, revision = revision + 1
             where id = $3 and organisation_id = $4 and revision = $5",
        )
        .bind(named.name.as_str())
        .bind(named.email.as_ref().map(Email::as_str))
        .bind(owner.0)
        .bind(place.organisation.0)
        .bind(revision)
        .run()
        .await?;
    if rows == 0 {
        // On PostgreSQL another transaction may have changed the owner since.
        return Ok(one(tx, place, owner).await?.map(|owner| SaveOwnerResult::Stale(Box::new(owner))));
    }
    let (fields, was) = changes.into_iter().map(|(field, was)| (field.to_owned(), was)).unzip();
    let event = OwnerEvent::OwnerChanged { name: named_person(tx, &before.named, now).await?, fields, was };
    // What the owner does by their link is that of the new address.
    named_person(tx, named, now).await?;
    record(tx, may.author(), place, event, now).await?;
    Ok(Some(SaveOwnerResult::Saved(owner)))
}

/// Saves a new address of an owner, whatever the revision, since the person who assigns actions to them has just entered
/// it. Their name stays.
pub async fn set_email(
    tx: &mut Tx,
    may: &WritePermit<KeepOwners>,
    owner: OwnerId,
    named: &OwnerDetails,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(before) = one(tx, may.place(), owner).await? else { return Ok(()) };
    let with_address = OwnerDetails { email: named.email.clone(), ..before.named };
    change(tx, may, owner, before.revision, &with_address, now).await?;
    Ok(())
}

/// The member whom an owner with this name and another email address would be taken for. An owner without one does nothing by a
/// link, so a name from a plan needs no address.
async fn namesake(tx: &mut Tx, place: AtOrganisation, named: &OwnerDetails) -> Result<Option<String>, Error> {
    match &named.email {
        Some(email) => names::member_called(tx, place.organisation, &named.name, email.as_str()).await,
        None => Ok(None),
    }
}

/// Another current owner with the same name.
async fn same_named_owner(
    tx: &mut Tx,
    place: AtOrganisation,
    named: &OwnerDetails,
    except: Option<OwnerId>,
) -> Result<Option<Owner>, Error> {
    let wanted = key(named.name.as_str());
    let owners = all(tx, place).await?;
    let same = |owner: &Owner| owner.left.is_none() && key(owner.named.name.as_str()) == wanted;
    Ok(owners.into_iter().find(|owner| same(owner) && Some(owner.id) != except))
}
