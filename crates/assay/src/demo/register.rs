//! Registers the invented organisations and sets their stages and due dates.

use super::{
    people::{Actor, contact, leader, lock, page},
    sector::DemoOrganisation,
};
use jiff::{Timestamp, civil::Date};
use model::{
    OrganisationId,
    charter::Charter,
    core::permit::{AtCharter, AtOrganisation, EditOrganisation, KeepOrganisation},
    register::{
        calendar::Recorded,
        email_domain::EmailDomain,
        organisation::{Details, Registration},
    },
};
use store::{
    Error, Tx,
    register::{
        due_dates, email_domains,
        organisations::{self, Registered},
    },
};

/// Registers an organisation at stage 1, with its profile.
pub(super) async fn register(
    tx: &mut Tx,
    secretariat: Actor,
    invented: &DemoOrganisation,
    signed_on: Date,
    now: Timestamp,
) -> Result<OrganisationId, Error> {
    let entry = Registration {
        name: invented.name.clone(),
        standing: invented.standing,
        kind: invented.kind.clone(),
        country: invented.country.clone(),
        region: invented.region.clone(),
        consortium: invented.consortium.clone(),
        signed_on: Some(signed_on),
        phase: invented.phase.as_deref().map(Into::into),
        stage: 1,
    };
    let permit = lock(tx, &secretariat.may(AtCharter)).await?;
    let (Registered::Yes(organisation) | Registered::Already(organisation)) =
        organisations::register(tx, &permit, &entry, now).await?;
    let may = secretariat.may::<EditOrganisation>(AtOrganisation { organisation });
    let before = organisations::find(tx, &may).await?;
    let details = Details {
        scope: invented.scope.clone(),
        contact: contact(invented),
        page_url: page(invented),
        leader: leader(invented),
    };
    let may = lock(tx, &may).await?;
    organisations::edit(tx, &may, before.revision, &details, now).await?;
    let domain = EmailDomain::parse(&format!("{}.example", invented.domain)).expect("invented domains are domains");
    let permit = lock(tx, &secretariat.may(AtOrganisation { organisation })).await?;
    email_domains::add(tx, &permit, &domain, false, now).await?;
    Ok(organisation)
}

/// Moves an organisation to another stage.
pub(super) async fn move_stage(
    tx: &mut Tx,
    secretariat: Actor,
    charter: &Charter,
    place: AtOrganisation,
    to: u8,
    now: Timestamp,
) -> Result<(), Error> {
    let may = secretariat.may::<KeepOrganisation>(place);
    let before = organisations::find(tx, &may).await?;
    let entry = Registration { stage: to, ..before.registration() };
    let may = lock(tx, &may).await?;
    organisations::keep(tx, &may, charter, before.revision, &entry, now).await?;
    Ok(())
}

/// Sets the due date of a stage.
pub(super) async fn set_due(
    tx: &mut Tx,
    secretariat: Actor,
    place: AtOrganisation,
    stage: u8,
    due: Date,
    reason: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let set = Recorded { stage, due, feedback: None, reason: reason.to_owned() };
    let permit = lock(tx, &secretariat.may(place)).await?;
    due_dates::record(tx, &permit, &set, now).await
}
