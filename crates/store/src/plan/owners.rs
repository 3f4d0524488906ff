//! Owners and collaborators of actions, and the actions that they own.

mod assigning;
mod saving;

pub use assigning::{OwnerAndCollaborators, add_collaborator, assign, of_action, remove_collaborator, transfer};
pub use saving::{SaveOwnerResult, add, change, set_email};

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    identities,
    values::{At, Number, Text},
};
use model::{
    ActionId, OrganisationId, OwnerId, Timestamp,
    charter::rating::Colour,
    core::{
        permit::{AtOrganisation, Author, Permit, ReadInternal},
        short::{Email, Line},
    },
    plan::{
        action::ActionDetails,
        owner::{Assignment, Owner, OwnerDetails},
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

/// An owner in an event: the person who has their address now.
pub(super) async fn named_person(tx: &mut Tx, named: &OwnerDetails, now: Timestamp) -> Result<NamedPerson, Error> {
    identities::named(tx, named.name.as_str(), named.email.as_ref().map(Email::as_str), now).await
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
