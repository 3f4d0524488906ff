//! Organisations: their registration details, which the secretariat keeps, and their profiles, which their leads keep.

mod columns;

pub(crate) use columns::OrganisationColumns;

use super::signatories;
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::{At, Day},
    write_permit::WritePermit,
};
use model::{
    OrganisationId, PhaseKey, Timestamp,
    charter::Charter,
    core::{
        permit::{AtOrganisation, EditOrganisation, KeepOrganisation, KeepRegister, Permission, Permit, ReadRegister},
        short::Email,
    },
    register::{
        organisation::{Details, Leader, Organisation, Registration, slug},
        signatory_address::AddressFlaw,
    },
    work::event::EventKind,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The result of adding an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// It was added.
    Yes(OrganisationId),
    /// One of that name exists already.
    Already(OrganisationId),
}

/// The result of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is saved.
    Yes,
    /// A newer revision exists: nothing was changed, and this is the current organisation.
    Stale(Box<Organisation>),
    /// It was changed, and the leader with it: the previous leader.
    LeaderChanged(Box<Leader>),
    /// Another organisation has that name.
    NameTaken,
    /// The leader's address belongs to a person who may not sign for the organisation, and nothing was changed.
    LeaderAddress(AddressFlaw),
}

/// Adds an organisation. Its address is made from its name, with a number if that is taken.
pub async fn register(
    tx: &mut Tx,
    may: &WritePermit<KeepRegister>,
    registration: &Registration,
    now: Timestamp,
) -> Result<Registered, Error> {
    if let Some(other) = of_name(tx, &registration.name).await? {
        return Ok(Registered::Already(other));
    }
    let (id, plain) = (OrganisationId(ids::new(now)), slug(&registration.name));
    for number in 1.. {
        let slug = if number == 1 { plain.clone() } else { format!("{plain}-{number}") };
        let inserted = tx
            .query(
                "insert into organisation (id, slug, name, standing, kind, country, region, consortium, signed_on, phase, stage,
                     scope, contact_name, contact_email, contact_telephone, page_url, leader_name, leader_post, leader_email,
                     created_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', '', '', '', '', '', '', $12)
                 on conflict (slug) do nothing",
            )
            .bind(id.0)
            .bind(slug)
            .bind(registration.name.as_str())
            .bind(registration.standing.as_str())
            .bind(registration.kind.as_str())
            .bind(registration.country.as_str())
            .bind(registration.region.as_str())
            .bind(registration.consortium.as_str())
            .bind(registration.signed_on.map(Day))
            .bind(registration.phase.as_ref().map(PhaseKey::as_str))
            .bind(i64::from(registration.stage))
            .bind(At(now))
            .run()
            .await?;
        if inserted > 0 {
            break;
        }
    }
    let what = EventKind::OrganisationRegistered { name: registration.name.clone() };
    events::record(tx, may.author(), Subject::organisation(id).public(true), &what, now).await?;
    Ok(Registered::Yes(id))
}

/// The organisation of exactly that name, in upper or lower case: "University of Northmoor" is not "Northmoor University".
async fn of_name(tx: &mut Tx, name: &str) -> Result<Option<OrganisationId>, Error> {
    let found: Option<(Uuid,)> =
        tx.query("select id from organisation where lower(name) = lower($1) limit 1").bind(name).optional().await?;
    Ok(found.map(|(id,)| OrganisationId(id)))
}

/// The organisation of that name, in upper or lower case, or with that slug.
pub async fn named(tx: &mut Tx, _: &Permit<ReadRegister>, name: &str) -> Result<Option<OrganisationId>, Error> {
    let found: Option<(Uuid,)> = tx
        .query("select id from organisation where lower(name) = $1 or slug = $1 order by name limit 1")
        .bind(name.trim().to_lowercase())
        .optional()
        .await?;
    Ok(found.map(|(id,)| OrganisationId(id)))
}

/// An organisation with all its details. Any permit for it is enough.
pub async fn find<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Organisation, Error>
where
    P: Permission<Place = AtOrganisation>,
{
    load(tx, may.place().organisation).await
}

pub(super) async fn load(tx: &mut Tx, id: OrganisationId) -> Result<Organisation, Error> {
    let row: OrganisationColumns = tx
        .query(
            "select o.slug, o.name, o.standing, o.kind, o.country, o.region, o.consortium, o.signed_on, o.phase, o.stage, o.scope,
                    o.contact_name, o.contact_email, o.contact_telephone, o.page_url, o.leader_name, o.leader_post,
                    o.leader_email, o.revision
             from organisation o where o.id = $1",
        )
        .bind(id.0)
        .one()
        .await?;
    row.read(id)
}

/// The names of all institutional leads, by organisation, for the register.
pub async fn leads(tx: &mut Tx, _: &Permit<ReadRegister>) -> Result<BTreeMap<OrganisationId, Vec<String>>, Error> {
    let rows: Vec<(Uuid, String)> = tx
        .query(
            "select m.organisation_id, p.name from member m join person p on p.id = m.person_id
             where m.role = 'lead' order by m.since, p.name",
        )
        .all()
        .await?;
    let mut leads = BTreeMap::<OrganisationId, Vec<String>>::new();
    for (organisation, name) in rows {
        leads.entry(OrganisationId(organisation)).or_default().push(name);
    }
    Ok(leads)
}

/// Edits the profile of an organisation, if it is still at that `revision`.
pub async fn edit(
    tx: &mut Tx,
    may: &WritePermit<EditOrganisation>,
    revision: i64,
    details: &Details,
    now: Timestamp,
) -> Result<Changed, Error> {
    let id = may.place().organisation;
    let before = match at_revision(tx, id, revision).await? {
        Ok(before) => before,
        Err(since) => return Ok(Changed::Stale(since)),
    };
    let fields = details.changes(&before.details());
    let is_leader_changed = details.leader != before.leader;
    if fields.is_empty() && !is_leader_changed {
        return Ok(Changed::Yes);
    }
    if details.leader.email != before.leader.email
        && let Ok(email) = Email::parse(&details.leader.email)
        && let Err(flaw) =
            signatories::check(tx, id, (&details.leader.name, &details.leader.post, &email), None, now).await?
    {
        return Ok(Changed::LeaderAddress(flaw));
    }
    tx.query(
        "update organisation set scope = $2, contact_name = $3, contact_email = $4, contact_telephone = $5, page_url = $6,
             leader_name = $7, leader_post = $8, leader_email = $9, revision = revision + 1
         where id = $1",
    )
    .bind(id.0)
    .bind(details.scope.as_str())
    .bind(details.contact.name.as_str())
    .bind(details.contact.email.as_str())
    .bind(details.contact.telephone.as_str())
    .bind(details.page_url.as_str())
    .bind(details.leader.name.as_str())
    .bind(details.leader.post.as_str())
    .bind(details.leader.email.as_str())
    .run()
    .await?;
    if !fields.is_empty() {
        let what = EventKind::OrganisationChanged { fields };
        events::record(tx, may.author(), Subject::organisation(id), &what, now).await?;
    }
    if !is_leader_changed {
        return Ok(Changed::Yes);
    }
    signatories::leader_changed(tx, id, may.author(), (&before.leader, &details.leader), now).await?;
    Ok(Changed::LeaderChanged(Box::new(before.leader)))
}

/// Edits the registration details of an organisation, if it is still at that `revision`. Its address stays. A new phase or
/// stage has an event of its own, since the calendar and the public page depend on it.
pub async fn keep(
    tx: &mut Tx,
    may: &WritePermit<KeepOrganisation>,
    charter: &Charter,
    revision: i64,
    registration: &Registration,
    now: Timestamp,
) -> Result<Changed, Error> {
    let id = may.place().organisation;
    let before = match at_revision(tx, id, revision).await? {
        Ok(before) => before.registration(),
        Err(since) => return Ok(Changed::Stale(since)),
    };
    if *registration == before {
        return Ok(Changed::Yes);
    }
    if registration.name != before.name && of_name(tx, &registration.name).await?.is_some() {
        return Ok(Changed::NameTaken);
    }
    tx.query(
        "update organisation set name = $2, standing = $3, kind = $4, country = $5, region = $6, consortium = $7,
             signed_on = $8, phase = $9, stage = $10, revision = revision + 1
         where id = $1",
    )
    .bind(id.0)
    .bind(registration.name.as_str())
    .bind(registration.standing.as_str())
    .bind(registration.kind.as_str())
    .bind(registration.country.as_str())
    .bind(registration.region.as_str())
    .bind(registration.consortium.as_str())
    .bind(registration.signed_on.map(Day))
    .bind(registration.phase.as_ref().map(PhaseKey::as_str))
    .bind(i64::from(registration.stage))
    .run()
    .await?;
    for (what, public) in change_events(charter, &before, registration) {
        events::record(tx, may.author(), Subject::organisation(id).public(public), &what, now).await?;
    }
    Ok(Changed::Yes)
}

/// The events of a change of registration details, each with whether it is public.
fn change_events(charter: &Charter, before: &Registration, after: &Registration) -> Vec<(EventKind, bool)> {
    let mut all = Vec::new();
    let fields = after.changes(before);
    if !fields.is_empty() {
        all.push((EventKind::OrganisationChanged { fields }, false));
    }
    if after.phase != before.phase {
        let named = |key: &PhaseKey| charter.phase(key).map_or_else(|| key.to_string(), |phase| phase.name.clone());
        all.push((EventKind::PhaseChanged { phase: after.phase.as_ref().map(named) }, true));
    }
    if after.stage != before.stage {
        all.push((EventKind::StageMoved { from: before.stage, to: after.stage }, true));
    }
    all
}

/// The organisation if it is at that revision; else its current state. The permit of the caller has locked it.
async fn at_revision(
    tx: &mut Tx,
    id: OrganisationId,
    revision: i64,
) -> Result<Result<Organisation, Box<Organisation>>, Error> {
    let now = load(tx, id).await?;
    Ok(if now.revision == revision { Ok(now) } else { Err(Box::new(now)) })
}
