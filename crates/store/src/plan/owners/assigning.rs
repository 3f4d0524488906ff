//! Assigns actions to owners. An owner who leaves transfers all actions, so that none is left without an owner.

use super::{OwnerRow, named_person, one, record};
use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        identities,
        values::At,
        write_permit::WritePermit,
    },
    plan::{
        update_requests::ending::{self, Ending},
        versions,
    },
};
use model::{
    ActionId, OrganisationId, OwnerId, Timestamp,
    core::permit::{AssignOwner, AtOrganisation, Author, KeepOwners, Permit, ReadAction},
    plan::{action::ActionDetails, owner::Owner},
    work::event::{EventKind, owner::OwnerEvent},
};
use uuid::Uuid;

/// The most actions that are assigned at once: more than any plan has.
const MAX_ACTIONS: usize = 1000;

/// The owner of an action, and its collaborators.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnerAndCollaborators {
    /// The owner.
    pub owner: Option<Owner>,
    /// The collaborators, by name.
    pub collaborators: Vec<Owner>,
}

/// The owner of an action, and its collaborators: one query.
pub async fn of_action(tx: &mut Tx, may: &Permit<ReadAction>) -> Result<OwnerAndCollaborators, Error> {
    #[derive(sqlx::FromRow)]
    struct AssignedRow {
        #[sqlx(flatten)]
        owner: OwnerRow,
        is_owner: bool,
    }
    let at = may.place();
    let rows: Vec<AssignedRow> = tx
        .query(
            "select o.id, o.name, o.email, o.revision, o.left_at, o.id = c.owner_id as is_owner
             from action c join owner o on o.id = c.owner_id
             where c.id = $1 and c.organisation_id = $2
             union all
             select o.id, o.name, o.email, o.revision, o.left_at, o.id <> o.id as is_owner
             from collaborator h join owner o on o.id = h.owner_id where h.action_id = $1 and o.organisation_id = $2
             order by name",
        )
        .bind(at.action.0)
        .bind(at.organisation.0)
        .all()
        .await?;
    let mut assigned = OwnerAndCollaborators::default();
    for AssignedRow { owner, is_owner } in rows {
        if is_owner {
            assigned.owner = Some(owner.into());
        } else {
            assigned.collaborators.push(owner.into());
        }
    }
    Ok(assigned)
}

/// Assigns actions to a current owner. Returns how many of them had another owner, or none; actions of other organisations
/// are ignored.
pub async fn assign(
    tx: &mut Tx,
    may: &WritePermit<KeepOwners>,
    owner: OwnerId,
    actions: &[ActionId],
    now: Timestamp,
) -> Result<usize, Error> {
    let place = may.place();
    let Some(to) = one(tx, place, owner).await?.filter(|owner| owner.left.is_none()) else { return Ok(0) };
    let mut assigned = 0;
    for action in actions.iter().take(MAX_ACTIONS) {
        assigned += usize::from(assign_one(tx, may.author(), place.organisation, *action, &to, now).await?);
    }
    Ok(assigned)
}

/// Assigns one action to an owner. False if that changes nothing.
async fn assign_one(
    tx: &mut Tx,
    author: Author,
    organisation: OrganisationId,
    action: ActionId,
    to: &Owner,
    now: Timestamp,
) -> Result<bool, Error> {
    let before: Option<(String, Option<String>, Option<String>)> = tx
        .query(
            "select c.text, o.name, o.email from action c left join owner o on o.id = c.owner_id
             where c.id = $1 and c.organisation_id = $2 and (c.owner_id is null or c.owner_id <> $3)",
        )
        .bind(action.0)
        .bind(organisation.0)
        .bind(to.id.0)
        .optional()
        .await?;
    let Some((text, from, from_email)) = before else { return Ok(false) };
    tx.query("update action set owner_id = $1 where id = $2 and organisation_id = $3")
        .bind(to.id.0)
        .bind(action.0)
        .bind(organisation.0)
        .run()
        .await?;
    // The former owner is no longer asked about it.
    ending::end(tx, Ending::Reassigned { action, to: to.id }, now).await?;
    // The owner is not a collaborator as well.
    tx.query("delete from collaborator where action_id = $1 and owner_id = $2")
        .bind(action.0)
        .bind(to.id.0)
        .run()
        .await?;
    versions::of_owner(tx, action, now).await?;
    let title = ActionDetails { text, ..ActionDetails::default() }.title();
    let from = match from {
        Some(name) => Some(identities::named(tx, name, from_email.as_deref(), now).await?),
        None => None,
    };
    let to = named_person(tx, &to.named, now).await?;
    let what = EventKind::Owner(OwnerEvent::ActionGiven { action: title, to, from });
    events::record(tx, author, Subject::organisation(organisation).action(action), &what, now).await?;
    Ok(true)
}

/// Removes an owner, and transfers everything that they own or collaborate on to another current owner. Returns how
/// many actions they owned; none, and nothing is changed, if either is not current or both are the same.
pub async fn transfer(
    tx: &mut Tx,
    may: &WritePermit<KeepOwners>,
    from: OwnerId,
    to: OwnerId,
    now: Timestamp,
) -> Result<Option<usize>, Error> {
    let place = may.place();
    let (leaving, staying) = (one(tx, place, from).await?, one(tx, place, to).await?);
    let (Some(leaving), Some(_)) = (leaving.filter(is_current), staying.filter(is_current)) else { return Ok(None) };
    if from == to {
        return Ok(None);
    }
    let actions: Vec<(Uuid,)> = tx
        .query("select id from action where owner_id = $1 and organisation_id = $2 order by id")
        .bind(from.0)
        .bind(place.organisation.0)
        .all()
        .await?;
    let actions: Vec<ActionId> = actions.into_iter().map(|(id,)| ActionId(id)).collect();
    let assigned = assign(tx, may, to, &actions, now).await?;
    tx.query(
        "insert into collaborator (action_id, owner_id)
         select h.action_id, $2 from collaborator h join action c on c.id = h.action_id
         where h.owner_id = $1 and (c.owner_id is null or c.owner_id <> $2) on conflict do nothing",
    )
    .bind(from.0)
    .bind(to.0)
    .run()
    .await?;
    let collaborations: Vec<(Uuid,)> =
        tx.query("delete from collaborator where owner_id = $1 returning action_id").bind(from.0).all().await?;
    for (action,) in collaborations {
        versions::of_owner(tx, ActionId(action), now).await?;
    }
    retire(tx, may.author(), place, &leaving, now).await?;
    Ok(Some(assigned))
}

/// Marks an owner as having left.
async fn retire(
    tx: &mut Tx,
    author: Author,
    place: AtOrganisation,
    owner: &Owner,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query("update owner set left_at = $2, revision = revision + 1 where id = $1 and organisation_id = $3")
        .bind(owner.id.0)
        .bind(At(now))
        .bind(place.organisation.0)
        .run()
        .await?;
    let name = named_person(tx, &owner.named, now).await?;
    record(tx, author, place, OwnerEvent::OwnerLeft { name }, now).await
}

fn is_current(owner: &Owner) -> bool {
    owner.left.is_none()
}

/// Adds a collaborator to an action. False if they are one already, or are its owner.
pub async fn add_collaborator(
    tx: &mut Tx,
    may: &WritePermit<AssignOwner>,
    owner: OwnerId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let place = AtOrganisation { organisation: at.organisation };
    let Some(collaborator) = one(tx, place, owner).await?.filter(is_current) else { return Ok(false) };
    let added = tx
        .query(
            "insert into collaborator (action_id, owner_id)
             select c.id, $2 from action c where c.id = $1 and c.organisation_id = $3
                 and (c.owner_id is null or c.owner_id <> $2)
             on conflict do nothing",
        )
        .bind(at.action.0)
        .bind(owner.0)
        .bind(at.organisation.0)
        .run()
        .await?;
    if added == 1 {
        versions::of_owner(tx, at.action, now).await?;
        let action = title(tx, may).await?;
        let event = OwnerEvent::HelperAdded { action, name: named_person(tx, &collaborator.named, now).await? };
        record_of_action(tx, may, event, now).await?;
    }
    Ok(added == 1)
}

/// Removes a collaborator from an action. False if they were not one.
pub async fn remove_collaborator(
    tx: &mut Tx,
    may: &WritePermit<AssignOwner>,
    owner: OwnerId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let place = AtOrganisation { organisation: at.organisation };
    let Some(collaborator) = one(tx, place, owner).await? else { return Ok(false) };
    let removed = tx
        .query("delete from collaborator where action_id = $1 and owner_id = $2")
        .bind(at.action.0)
        .bind(owner.0)
        .run()
        .await?;
    if removed == 1 {
        versions::of_owner(tx, at.action, now).await?;
        let action = title(tx, may).await?;
        let event = OwnerEvent::HelperReleased { action, name: named_person(tx, &collaborator.named, now).await? };
        record_of_action(tx, may, event, now).await?;
    }
    Ok(removed == 1)
}

async fn title(tx: &mut Tx, may: &WritePermit<AssignOwner>) -> Result<String, Error> {
    let (text,): (String,) = tx
        .query("select text from action where id = $1 and organisation_id = $2")
        .bind(may.place().action.0)
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(ActionDetails { text, ..ActionDetails::default() }.title())
}

async fn record_of_action(
    tx: &mut Tx,
    may: &WritePermit<AssignOwner>,
    event: OwnerEvent,
    now: Timestamp,
) -> Result<(), Error> {
    let subject = Subject::organisation(may.place().organisation).action(may.place().action);
    events::record(tx, may.author(), subject, &EventKind::Owner(event), now).await
}
