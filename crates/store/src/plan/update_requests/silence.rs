//! Owners who are silent for longer than their organisation waits: its leads are told, once.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::At,
    write_permit::WritePermit,
};
use model::{
    ActionId, OrganisationId, Timestamp,
    core::{
        permit::{Permit, ReadOrganisation, RequestUpdates, RunProgram},
        short::Email,
    },
    plan::action::ActionDetails,
    work::event::{EventKind, update_request::UpdateRequestEvent},
};
use std::collections::{BTreeMap, btree_map::Entry};
use uuid::Uuid;

/// How many days an organisation waits before its leads are told.
pub async fn escalation_days(tx: &mut Tx, may: &Permit<ReadOrganisation>) -> Result<i64, Error> {
    let (days,): (i64,) = tx
        .query("select escalation_days from organisation where id = $1")
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(days)
}

/// Set how many days that is.
pub async fn set_escalation_days(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    days: i64,
    now: Timestamp,
) -> Result<(), Error> {
    let organisation = may.place().organisation;
    let changed = tx
        .query("update organisation set escalation_days = $2 where id = $1 and escalation_days <> $2")
        .bind(organisation.0)
        .bind(days)
        .run()
        .await?;
    if changed == 1 {
        let what =
            EventKind::UpdateRequest(UpdateRequestEvent::PatienceSet { days: u32::try_from(days).unwrap_or(u32::MAX) });
        events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    }
    Ok(())
}

/// An organisation whose leads are to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Which.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// How many days it waits.
    pub escalation_days: i64,
    /// Its leads: name and address.
    pub leads: Vec<(String, Email)>,
    /// Who is silent, by name.
    pub silent: Vec<Silent>,
}

/// An owner who has not replied for too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silent {
    /// Who.
    pub name: String,
    /// About what.
    pub action: ActionId,
    /// Its title.
    pub title: String,
    /// Since when.
    pub asked: Timestamp,
}

/// The owners who have not replied for too long and whose leads were not told yet. They then count as told: the caller
/// writes to the leads in the same transaction.
pub async fn silent(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<Vec<Silence>, Error> {
    let waiting: Vec<(Uuid, i64, At)> = tx
        .query(
            "select k.id, o.escalation_days, k.requested_at from update_request k join organisation o on o.id = k.organisation_id
             where k.replied_at is null and k.ended_at is null and k.escalated_at is null
                 and exists (select 1 from plan_action x where x.action_id = k.action_id and x.ended is null)
                 and exists (select 1 from member m where m.organisation_id = k.organisation_id and m.role = 'lead')
             order by k.requested_at limit 5000",
        )
        .all()
        .await?;
    let is_over = |days: i64, asked: Timestamp| now.duration_since(asked).as_hours() >= days * 24;
    let mut organisations: BTreeMap<Uuid, Silence> = BTreeMap::new();
    for (request, ..) in waiting.into_iter().filter(|(_, days, asked)| is_over(*days, asked.0)) {
        // Another instance may have been faster.
        let told: Option<(Uuid, Uuid, Uuid, At)> = tx
            .query(
                "update update_request set escalated_at = $2 where id = $1 and escalated_at is null and replied_at is null and ended_at is null
                 returning organisation_id, action_id, owner_id, requested_at",
            )
            .bind(request)
            .bind(At(now))
            .optional()
            .await?;
        let Some((organisation, action, owner, asked)) = told else { continue };
        let (text, name): (String, String) = tx
            .query("select c.text, w.name from action c, owner w where c.id = $1 and w.id = $2")
            .bind(action)
            .bind(owner)
            .one()
            .await?;
        let title = ActionDetails { text, ..ActionDetails::default() }.title();
        let silent = Silent { name, action: ActionId(action), title, asked: asked.0 };
        let one = match organisations.entry(organisation) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(silence(tx, organisation).await?),
        };
        one.silent.push(silent);
    }
    Ok(organisations.into_values().collect())
}

async fn silence(tx: &mut Tx, organisation: Uuid) -> Result<Silence, Error> {
    let (name, escalation_days): (String, i64) =
        tx.query("select name, escalation_days from organisation where id = $1").bind(organisation).one().await?;
    let leads: Vec<(String, String)> = tx
        .query(
            "select p.name, p.email from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and m.role = 'lead' order by m.since, p.name",
        )
        .bind(organisation)
        .all()
        .await?;
    let leads = leads.into_iter().filter_map(|(name, email)| Some((name, Email::parse(&email).ok()?))).collect();
    Ok(Silence { organisation: OrganisationId(organisation), name, escalation_days, leads, silent: Vec::new() })
}
