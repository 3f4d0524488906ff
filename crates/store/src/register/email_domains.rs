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

/// Records a domain. False, and nothing is changed, if it is recorded already.
pub async fn add(
    tx: &mut Tx,
    may: &WritePermit<KeepOrganisation>,
    domain: &EmailDomain,
    now: Timestamp,
) -> Result<bool, Error> {
    let organisation = may.place().organisation;
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
        return Ok(false);
    }
    let what = EventKind::Leader(LeaderEvent::EmailDomainAdded { domain: domain.to_string() });
    events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    Ok(true)
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
