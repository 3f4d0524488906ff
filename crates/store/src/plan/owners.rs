//! Owners and collaborators of actions, and the actions that they own.

mod assigning;

pub use assigning::{OwnerAndCollaborators, add_collaborator, assign, of_action, remove_collaborator, transfer};

use crate::{
    accounts::names,
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        identities, ids,
        values::{At, Number, Text},
        write_permit::WritePermit,
    },
};
use model::{
    ActionId, OrganisationId, OwnerId, Timestamp,
    charter::rating::Colour,
    core::{
        permit::{AtOrganisation, Author, KeepOwners, Permit, ReadInternal},
        short::{Email, Line},
    },
    plan::{
        action::ActionDetails,
        owner::{Assignment, Owner, OwnerDetails, key},
    },
    work::event::{EventKind, NamedPerson, owner::OwnerEvent},
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub(crate) struct OwnerRow {
    id: Uuid,
    name: Text<Line>,
    email: Option<Text<Email>>,
    revision: i64,
    left_at: Option<At>,
}

impl From<OwnerRow> for Owner {
    fn from(row: OwnerRow) -> Self {
        let (Text(name), email) = (row.name, row.email.map(|email| email.0));
        let left = row.left_at.map(|at| at.0);
        Self { id: OwnerId(row.id), named: OwnerDetails { name, email }, revision: row.revision, left }
    }
}

/// All owners of an organisation, by name; those who left last.
pub async fn list(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<Owner>, Error> {
    all(tx, may.place()).await
}

async fn all(tx: &mut Tx, place: AtOrganisation) -> Result<Vec<Owner>, Error> {
    let rows: Vec<OwnerRow> = tx
        .query(
            "select id, name, email, revision, left_at from owner where organisation_id = $1
             order by case when left_at is null then 0 else 1 end, lower(name), id",
        )
        .bind(place.organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(Owner::from).collect())
}

/// The live actions with their owners: those of the plan in force and of the draft, in their order. One query.
pub async fn assignments(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<Assignment>, Error> {
    #[derive(sqlx::FromRow)]
    struct AssignmentRow {
        id: Uuid,
        text: String,
        owner: String,
        owner_id: Option<Uuid>,
        colour: Option<Text<Colour>>,
    }
    let rows: Vec<AssignmentRow> = tx
        .query(
            "select c.id, c.text, c.owner, c.owner_id, g.colour
             from action c left join progress_update g on g.id = c.progress_update_id
             join (select x.action_id, min(p.starts_on) as starts_on, min(x.position) as position
                   from plan_action x join plan p on p.id = x.plan_id left join assessment a on a.plan_id = p.id
                   where p.organisation_id = $1 and x.ended is null
                     and (a.step <> 'submitted' or p.id = (
                         select q.id from plan q left join assessment b on b.plan_id = q.id
                         where q.organisation_id = $1 and (b.id is null or b.step = 'submitted')
                         order by q.starts_on desc, q.created_at desc limit 1))
                   group by x.action_id) alive on alive.action_id = c.id
             where c.organisation_id = $1 order by alive.starts_on, alive.position, c.id",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let assignment = |row: AssignmentRow| Assignment {
        action: ActionId(row.id),
        title: ActionDetails { text: row.text, ..ActionDetails::default() }.title(),
        words: row.owner,
        owner: row.owner_id.map(OwnerId),
        colour: row.colour.map(|colour| colour.0),
    };
    Ok(rows.into_iter().map(assignment).collect())
}

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

/// The current owner with that address, and how many actions they own; none without actions.
pub(crate) async fn owned_by(
    tx: &mut Tx,
    organisation: OrganisationId,
    email: &str,
) -> Result<Option<(OwnerId, usize)>, Error> {
    let row: Option<(Uuid, Number<usize>)> = tx
        .query(
            "select o.id, cast(count(*) as bigint) from owner o join action c on c.owner_id = o.id
             where o.organisation_id = $1 and lower(o.email) = $2 and o.left_at is null group by o.id order by o.id limit 1",
        )
        .bind(organisation.0)
        .bind(email)
        .optional()
        .await?;
    Ok(row.map(|(id, Number(actions))| (OwnerId(id), actions)))
}

/// An owner of an organisation, for callers in this crate that hold a permit.
pub(crate) async fn one(tx: &mut Tx, place: AtOrganisation, owner: OwnerId) -> Result<Option<Owner>, Error> {
    let row: Option<OwnerRow> = tx
        .query("select id, name, email, revision, left_at from owner where id = $1 and organisation_id = $2")
        .bind(owner.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    Ok(row.map(Owner::from))
}

/// The member whom an owner with this name and another email address would be taken for. An owner without one does nothing by a
/// link, so a name from a plan needs no address.
async fn namesake(tx: &mut Tx, place: AtOrganisation, named: &OwnerDetails) -> Result<Option<String>, Error> {
    match &named.email {
        Some(email) => names::member_called(tx, place.organisation, &named.name, email.as_str()).await,
        None => Ok(None),
    }
}

/// An owner in an event: the person who has their address now.
pub(super) async fn named_person(tx: &mut Tx, named: &OwnerDetails, now: Timestamp) -> Result<NamedPerson, Error> {
    identities::named(tx, named.name.as_str(), named.email.as_ref().map(Email::as_str), now).await
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

async fn record(
    tx: &mut Tx,
    author: Author,
    place: AtOrganisation,
    event: OwnerEvent,
    now: Timestamp,
) -> Result<(), Error> {
    events::record(tx, author, Subject::organisation(place.organisation), &EventKind::Owner(event), now).await
}
