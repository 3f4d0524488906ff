//! Withdraws invitations.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    identities,
    values::At,
    write_permit::WritePermit,
};
use model::{
    InvitationId, OrganisationId, Timestamp,
    core::permit::{Author, KeepRegister, ManagePeople},
    work::event::EventKind,
};

/// Withdraws an invitation to an organisation. Returns the name of the person; none if it was not open.
pub async fn withdraw(
    tx: &mut Tx,
    may: &WritePermit<ManagePeople>,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let organisation = may.place().organisation;
    cancel(tx, may.author(), Some(organisation), invitation, now).await
}

/// Withdraws an invitation to the secretariat or the board. Returns the name of the person; none if it was not open.
pub async fn withdraw_from_charter(
    tx: &mut Tx,
    may: &WritePermit<KeepRegister>,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    cancel(tx, may.author(), None, invitation, now).await
}

async fn cancel(
    tx: &mut Tx,
    author: Author,
    organisation: Option<OrganisationId>,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let withdrawn: Option<(String, String)> = tx
        .query(
            "update invitation set withdrawn_at = $3
             where id = $1 and organisation_id is not distinct from $2 and accepted_at is null and withdrawn_at is null
             returning name, email",
        )
        .bind(invitation.0)
        .bind(organisation.map(|id| id.0))
        .bind(At(now))
        .optional()
        .await?;
    let Some((name, email)) = withdrawn else { return Ok(None) };
    let subject = organisation.map_or_else(Subject::default, Subject::organisation);
    let named = identities::named(tx, &name, Some(&email), now).await?;
    events::record(tx, author, subject, &EventKind::InvitationWithdrawn { name: named }, now).await?;
    Ok(Some(name))
}
