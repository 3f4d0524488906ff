//! A form for a new organisation that was sent twice, as by selecting its button twice.

use super::organisations;
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use jiff::SignedDuration;
use model::{
    OrganisationId, Timestamp,
    core::{permit::KeepRegister, short::Email},
    register::organisation::Registration,
};
use uuid::Uuid;

/// How long the same form of the same person counts as sent twice.
const REPEATED_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// The organisation that the same person added a moment ago with exactly these details, and with an invitation to this lead, if one was
/// entered. Another lead is a change that must not be lost, so that the form is not repeated then.
pub async fn find(
    tx: &mut Tx,
    may: &WritePermit<KeepRegister>,
    registration: &Registration,
    lead: Option<&Email>,
    now: Timestamp,
) -> Result<Option<OrganisationId>, Error> {
    let Some(person) = may.author().person() else { return Ok(None) };
    let found: Option<(Uuid,)> = tx
        .query(
            "select o.id from organisation o
             where lower(o.name) = lower($1) and o.created_at >= $2
               and exists (select 1 from event e
                   where e.organisation_id = o.id and e.person_id = $3 and e.happened_at = o.created_at)
               and (cast($4 as text) is null
                   or exists (select 1 from invitation i where i.organisation_id = o.id and i.email = $4))
             limit 1",
        )
        .bind(registration.name.as_str())
        .bind(At(now - REPEATED_WITHIN))
        .bind(person.0)
        .bind(lead.map(Email::as_str))
        .optional()
        .await?;
    let Some((id,)) = found else { return Ok(None) };
    let added = organisations::load(tx, OrganisationId(id)).await?;
    Ok((added.registration() == *registration).then_some(OrganisationId(id)))
}
