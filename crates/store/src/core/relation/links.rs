//! The relation of a person who came by a link, and is not signed in: a leader, a deputy or an action owner.

use super::{Found, RoleColumns};
use crate::core::{
    db::{Error, Tx},
    secrets,
    values::{At, Text},
};
use model::{
    AssessmentId, OrganisationId, OwnerId, PersonId, Timestamp,
    assessment::Step,
    core::permit::{AtAssessment, AtOwner, Author, Relation},
    register::signatory_address::Capacity,
};
use uuid::Uuid;

/// The relation of a person who came by a link, and has no role.
pub(super) fn by_link(author: Author, organisation: Uuid) -> Relation {
    Relation::from_database(author, None, None, Some(OrganisationId(organisation)))
}

/// The self-assessment that the link of a leader or their deputy signs, while the link is valid: not expired, and sent for the current
/// version. `visitor` is the person who is signed in in the browser that opens it: their roles in the organisation and in the charter
/// decide whether they may use it.
pub async fn at_leader_link(
    tx: &mut Tx,
    token: &str,
    visitor: Option<PersonId>,
    now: Timestamp,
) -> Result<Option<Found<AtAssessment>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        id: Uuid,
        organisation_id: Uuid,
        step: Text<Step>,
        capacity: Text<Capacity>,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let row: Option<Columns> = tx
        .query(
            "select a.id, a.organisation_id, o.name, a.step, l.capacity, m.role, s.role as charter_role from leader_link l
             join assessment a on a.id = l.assessment_id and a.locked_version_hash = l.locked_version_hash
             join organisation o on o.id = a.organisation_id
             left join member m on m.organisation_id = o.id and m.person_id = $3
             left join charter_role s on s.person_id = $3
             where l.token_hash = $1 and l.expires_at > $2",
        )
        .bind(secrets::hash(token))
        .bind(At(now))
        .bind(visitor.map(|person| person.0))
        .optional()
        .await?;
    Ok(row.map(|row| {
        let (assessment, organisation) = (AssessmentId(row.id), OrganisationId(row.organisation_id));
        let author = match row.capacity.0 {
            Capacity::Leader => Author::Leader(assessment),
            Capacity::Deputy => Author::Deputy(assessment),
        };
        let (charter_role, role) = (row.roles.charter_role.map(|role| role.0), row.roles.role.map(|role| role.0));
        Found {
            relation: Relation::from_database(author, charter_role, role, Some(organisation)),
            place: AtAssessment { organisation, assessment, step: row.step.0, shared: None },
            organisation: row.roles.name,
        }
    }))
}

/// The owner with this link, while it is valid and they have not left.
pub async fn at_owner_link(tx: &mut Tx, token: &str, now: Timestamp) -> Result<Option<Found<AtOwner>>, Error> {
    let row: Option<(Uuid, Uuid, String)> = tx
        .query(
            "select w.id, o.id, o.name from owner_link l join owner w on w.id = l.owner_id and w.left_at is null
             join organisation o on o.id = w.organisation_id where l.token_hash = $1 and l.expires_at > $2",
        )
        .bind(secrets::hash(token))
        .bind(At(now))
        .optional()
        .await?;
    Ok(row.map(|(owner, organisation, name)| {
        let owner = OwnerId(owner);
        let place = AtOwner { organisation: OrganisationId(organisation), owner };
        Found { relation: by_link(Author::Owner(owner), organisation), place, organisation: name }
    }))
}

/// A current owner, without a link.
pub(in crate::core) async fn at_owner(tx: &mut Tx, owner: OwnerId) -> Result<Option<Found<AtOwner>>, Error> {
    let row: Option<(Uuid, String)> = tx
        .query(
            "select o.id, o.name from owner w join organisation o on o.id = w.organisation_id
             where w.id = $1 and w.left_at is null",
        )
        .bind(owner.0)
        .optional()
        .await?;
    Ok(row.map(|(organisation, name)| {
        let place = AtOwner { organisation: OrganisationId(organisation), owner };
        Found { relation: by_link(Author::Owner(owner), organisation), place, organisation: name }
    }))
}
