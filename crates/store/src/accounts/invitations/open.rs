//! The invitations that are open: for those who sent them, and for the person who has the link.

use super::InvitedTo;
use crate::core::{
    db::{Error, Tx},
    secrets,
    values::At,
};
use model::{
    InvitationId, OrganisationId, Timestamp,
    core::permit::{Audience, KeepRegister, Permit, ReadPeople, Role},
};
use uuid::Uuid;

/// An open invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its identity.
    pub id: InvitationId,
    /// What the person is invited to.
    pub to: InvitedTo,
    /// The name of the organisation; empty for the charter.
    pub organisation: String,
    /// The name of the person.
    pub name: String,
    /// Their email address; empty if the reader does not see it.
    pub email: String,
    /// The name of who invites them; none for the operator.
    pub by: Option<String>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    organisation_id: Option<Uuid>,
    role: String,
    organisation: Option<String>,
    name: String,
    email: String,
    inviter: Option<String>,
    created_at: At,
    expires_at: At,
}

impl TryFrom<Row> for Invitation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: InvitationId(row.id),
            to: InvitedTo::read(row.organisation_id, &row.role)?,
            organisation: row.organisation.unwrap_or_default(),
            name: row.name,
            email: row.email,
            by: row.inviter,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        })
    }
}

/// The open invitations to an organisation, the oldest first. The secretariat does not get the addresses of people who are invited as
/// contributors, as it does not get those of contributors.
pub async fn open_to_organisation(
    tx: &mut Tx,
    may: &Permit<ReadPeople>,
    now: Timestamp,
) -> Result<Vec<Invitation>, Error> {
    let mut invitations = open(tx, Some(may.place().organisation), now).await?;
    if may.audience() == Audience::Others {
        let is_lead = |one: &Invitation| matches!(one.to, InvitedTo::Organisation(_, Role::Lead));
        invitations.iter_mut().filter(|one| !is_lead(one)).for_each(|one| one.email.clear());
    }
    Ok(invitations)
}

/// The open invitations to the secretariat and the board, the oldest first.
pub async fn open_to_charter(tx: &mut Tx, _: &Permit<KeepRegister>, now: Timestamp) -> Result<Vec<Invitation>, Error> {
    open(tx, None, now).await
}

async fn open(tx: &mut Tx, organisation: Option<OrganisationId>, now: Timestamp) -> Result<Vec<Invitation>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select i.id, i.organisation_id, i.role, o.name as organisation, i.name, i.email, p.name as inviter,
                    i.created_at, i.expires_at
             from invitation i left join organisation o on o.id = i.organisation_id left join person p on p.id = i.invited_by
             where i.organisation_id is not distinct from $1 and i.accepted_at is null and i.withdrawn_at is null
               and i.expires_at > $2
             order by i.created_at",
        )
        .bind(organisation.map(|id| id.0))
        .bind(At(now))
        .all()
        .await?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// The open invitation whose link has this secret.
pub async fn by_link(tx: &mut Tx, secret: &str, now: Timestamp) -> Result<Option<Invitation>, Error> {
    let row: Option<Row> = tx
        .query(
            "select i.id, i.organisation_id, i.role, o.name as organisation, i.name, i.email, p.name as inviter,
                    i.created_at, i.expires_at
             from invitation i left join organisation o on o.id = i.organisation_id left join person p on p.id = i.invited_by
             where i.token_hash = $1 and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $2",
        )
        .bind(secrets::hash(secret))
        .bind(At(now))
        .optional()
        .await?;
    row.map(Invitation::try_from).transpose()
}
