//! Escalation: the leads of an organisation are told, once, which owners have not replied for too long.

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::At,
    write_permit::WritePermit,
};
use model::{
    ActionId, OrganisationId, Timestamp,
    core::{
        permit::{Permit, ReadInternal, RequestUpdates, RunProgram},
        short::Email,
    },
    plan::action::ActionDetails,
    work::event::{EventKind, update_request::UpdateRequestEvent},
};
use uuid::Uuid;

/// How many days an organisation waits for a reply before its leads are told.
pub async fn escalation_days(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<i64, Error> {
    let (days,): (i64,) = tx
        .query("select escalation_days from organisation where id = $1")
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(days)
}

/// Sets how many days an organisation waits for a reply before its leads are told.
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

/// An organisation whose leads are to be told about requests without a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Its name.
    pub name: String,
    /// How many days it waits for a reply.
    pub escalation_days: i64,
    /// Its leads: name and address.
    pub leads: Vec<(String, Email)>,
    /// The requests without a reply, oldest first.
    pub silent: Vec<UnansweredRequest>,
}

/// An update request that has had no reply for too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnansweredRequest {
    /// The name of the owner.
    pub name: String,
    /// The action.
    pub action: ActionId,
    /// Its title.
    pub title: String,
    /// When the owner was asked.
    pub asked: Timestamp,
}

/// Returns the requests of an organisation that have had no reply for too long and were not escalated yet, oldest first, and records that they
/// are escalated: the caller emails the leads in the same transaction. `None` if there are none, or no leads.
pub async fn take_escalation(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Option<Escalation>, Error> {
    let waiting: Vec<(Uuid, i64, At)> = tx
        .query(
            "select k.id, o.escalation_days, k.requested_at from update_request k join organisation o on o.id = k.organisation_id
             where k.organisation_id = $1 and k.replied_at is null and k.ended_at is null and k.escalated_at is null
                 and exists (select 1 from plan_action x where x.action_id = k.action_id and x.ended is null)
                 and exists (select 1 from member m where m.organisation_id = k.organisation_id and m.role = 'lead')
             order by k.requested_at, k.id",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let is_overdue = |days: i64, asked: Timestamp| now.duration_since(asked).as_hours() >= days * 24;
    let mut silent = Vec::new();
    for (request, ..) in waiting.into_iter().filter(|(_, days, asked)| is_overdue(*days, asked.0)) {
        silent.extend(escalate(tx, request, now).await?);
    }
    if silent.is_empty() {
        return Ok(None);
    }
    load(tx, organisation, silent).await.map(Some)
}

/// Records that a request is escalated, and returns it. `None` if another instance has.
async fn escalate(tx: &mut Tx, request: Uuid, now: Timestamp) -> Result<Option<UnansweredRequest>, Error> {
    let escalated: Option<(Uuid, Uuid, At)> = tx
        .query(
            "update update_request set escalated_at = $2 where id = $1 and escalated_at is null and replied_at is null and ended_at is null
             returning action_id, owner_id, requested_at",
        )
        .bind(request)
        .bind(At(now))
        .optional()
        .await?;
    let Some((action, owner, asked)) = escalated else { return Ok(None) };
    let (text, name): (String, String) = tx
        .query("select c.text, w.name from action c, owner w where c.id = $1 and w.id = $2")
        .bind(action)
        .bind(owner)
        .one()
        .await?;
    let title = ActionDetails { text, ..ActionDetails::default() }.title();
    Ok(Some(UnansweredRequest { name, action: ActionId(action), title, asked: asked.0 }))
}

async fn load(tx: &mut Tx, organisation: OrganisationId, silent: Vec<UnansweredRequest>) -> Result<Escalation, Error> {
    let (name, escalation_days): (String, i64) =
        tx.query("select name, escalation_days from organisation where id = $1").bind(organisation.0).one().await?;
    let leads: Vec<(String, String)> = tx
        .query(
            "select p.name, p.email from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and m.role = 'lead' order by m.since, p.name",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let leads = leads.into_iter().filter_map(|(name, email)| Some((name, Email::parse(&email).ok()?))).collect();
    Ok(Escalation { name, escalation_days, leads, silent })
}
