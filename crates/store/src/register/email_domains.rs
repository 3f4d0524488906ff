//! The email domains of an organisation: an address in one of them can be asked to sign without the secretariat's confirmation.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::At,
    write_permit::WritePermit,
};
use model::{
    OrganisationId, Timestamp,
    core::permit::{KeepOrganisation, Permit},
    register::email_domain::EmailDomain,
    work::event::{EventKind, leader::LeaderEvent},
};
use uuid::Uuid;

/// The lock under which domains are added, so that two people do not add one domain to two organisations at the same moment.
const LOCK: Uuid = Uuid::from_u128(0x656d_6169_6c64_6f6d_6169_6e73);

/// The email domains of an organisation, in alphabetical order.
pub async fn list(tx: &mut Tx, may: &Permit<KeepOrganisation>) -> Result<Vec<EmailDomain>, Error> {
    of(tx, may.place().organisation).await
}

pub(super) async fn of(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<EmailDomain>, Error> {
    let rows: Vec<(String,)> = tx
        .query("select domain from email_domain where organisation_id = $1 order by domain")
        .bind(organisation.0)
        .all()
        .await?;
    rows.into_iter().map(|(domain,)| EmailDomain::parse(&domain).map_err(|error| Error::Decode(error.into()))).collect()
}

/// The result of adding a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DomainAdded {
    /// It is recorded.
    Yes,
    /// It was recorded before, and nothing was changed.
    Already,
    /// It is recorded for the other organisations with these names, and nothing was changed.
    OfOthers(Vec<String>),
}

/// Records a domain. One that is recorded for another organisation is refused, unless the secretariat has confirmed that they share it:
/// its addresses can sign without being checked.
pub async fn add(
    tx: &mut Tx,
    may: &WritePermit<KeepOrganisation>,
    domain: &EmailDomain,
    sharing_is_confirmed: bool,
    now: Timestamp,
) -> Result<DomainAdded, Error> {
    let organisation = may.place().organisation;
    tx.lock_exclusive(LOCK).await?;
    if of(tx, organisation).await?.contains(domain) {
        return Ok(DomainAdded::Already);
    }
    if !sharing_is_confirmed {
        let others = others(tx, organisation, domain).await?;
        if !others.is_empty() {
            return Ok(DomainAdded::OfOthers(others));
        }
    }
    let added = tx
        .query(
            "insert into email_domain (organisation_id, domain, person_id, recorded_at) values ($1, $2, $3, $4)
             on conflict (organisation_id, domain) do nothing",
        )
        .bind(organisation.0)
        .bind(domain.as_str())
        .bind(may.author().person().map(|person| person.0))
        .bind(At(now))
        .run()
        .await?;
    if added == 0 {
        return Ok(DomainAdded::Already);
    }
    let what = EventKind::Leader(LeaderEvent::EmailDomainAdded { domain: domain.to_string() });
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    Ok(DomainAdded::Yes)
}

/// The names of the other organisations that a domain is recorded for, in alphabetical order.
async fn others(tx: &mut Tx, organisation: OrganisationId, domain: &EmailDomain) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = tx
        .query(
            "select o.name from email_domain d join organisation o on o.id = d.organisation_id
             where d.domain = $1 and d.organisation_id <> $2 order by lower(o.name), o.id",
        )
        .bind(domain.as_str())
        .bind(organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Removes a domain. Links that were sent to its addresses keep working. False, and nothing is changed, if it is not recorded.
pub async fn remove(
    tx: &mut Tx,
    may: &WritePermit<KeepOrganisation>,
    domain: &EmailDomain,
    now: Timestamp,
) -> Result<bool, Error> {
    let organisation = may.place().organisation;
    let removed = tx
        .query("delete from email_domain where organisation_id = $1 and domain = $2")
        .bind(organisation.0)
        .bind(domain.as_str())
        .run()
        .await?;
    if removed == 0 {
        return Ok(false);
    }
    let what = EventKind::Leader(LeaderEvent::EmailDomainRemoved { domain: domain.to_string() });
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    Ok(true)
}
