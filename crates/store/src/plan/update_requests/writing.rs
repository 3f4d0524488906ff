//! One email to each owner whose reply is awaited: who they are, which updates are awaited, and that they were emailed.

use super::{asking::subject, collaborators};
use crate::{
    core::{
        db::{Error, Tx},
        events,
        relation::is_recipient,
        secrets,
        values::{At, Day, Text},
        write_permit::WritePermit,
    },
    plan::plans::ProgressUpdateColumns,
};
use model::{
    OwnerId, Timestamp, UpdateRequestId,
    core::{
        permit::{Permit, RequestUpdates},
        short::{Email, Line},
    },
    plan::{
        action::{ActionDetails, ProgressUpdate},
        update_request::{LINK_VALIDITY, may_be_emailed},
    },
    work::event::{EventKind, update_request::UpdateRequestEvent},
};
use uuid::Uuid;

/// An owner or collaborator to email, and what they are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedOwner {
    /// The owner or collaborator.
    pub owner: OwnerId,
    /// Their name.
    pub name: Line,
    /// Their address.
    pub email: Email,
    /// The updates that they have not sent yet.
    pub awaited: Vec<AwaitedUpdate>,
}

/// An action whose update is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedUpdate {
    /// The update request.
    pub update_request: UpdateRequestId,
    /// The details of the action.
    pub details: ActionDetails,
    /// Its latest progress update.
    pub last: Option<ProgressUpdate>,
    /// Whether they were emailed about it before.
    pub is_reminder: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    owner_id: Uuid,
    name: Text<Line>,
    email: Text<Email>,
    text: String,
    timescale: String,
    due_on: Option<Day>,
    emailed_at: Option<At>,
    #[sqlx(flatten)]
    last: ProgressUpdateColumns,
}

/// All whose reply is awaited, who have an address and who may be emailed now: not a second time on one day. Requests
/// other than `only` are left out.
pub async fn awaited_owners(
    tx: &mut Tx,
    may: &Permit<RequestUpdates>,
    only: Option<UpdateRequestId>,
    now: Timestamp,
) -> Result<Vec<AwaitedOwner>, Error> {
    let rows: Vec<Row> = tx
        .query(concat!(
            "select k.id, w.id as owner_id, w.name, w.email, c.text, c.timescale, c.due_on,
                 case when w.id = k.owner_id then k.emailed_at else z.emailed_at end as emailed_at,
                 g.colour, g.explanation, g.learning, g.recorded_at, coalesce(h.name, v.name) as who
             from update_request k join action c on c.id = k.action_id
             join owner w on w.organisation_id = k.organisation_id and w.left_at is null and w.email is not null
                 and ",
            is_recipient!("w"),
            "
             left join collaborator_email z on z.update_request_id = k.id and z.owner_id = w.id
             left join progress_update g on g.id = c.progress_update_id
             left join person h on h.id = g.person_id left join owner v on v.id = g.owner_id
             where k.organisation_id = $1 and k.replied_at is null and k.ended_at is null
                 and ($2 is null or k.id = $2)
                 and exists (select 1 from plan_action x where x.action_id = k.action_id and x.ended is null)
             order by lower(w.name), w.id, k.requested_at, k.id"
        ))
        .bind(may.place().organisation.0)
        .bind(only.map(|update_request| update_request.0))
        .all()
        .await?;
    let mut awaited_owners: Vec<AwaitedOwner> = Vec::new();
    for row in rows.into_iter().filter(|row| may_be_emailed(row.emailed_at.map(|at| at.0), now)) {
        let owner = OwnerId(row.owner_id);
        if awaited_owners.last().is_none_or(|last| last.owner != owner) {
            let (Text(name), Text(email)) = (row.name, row.email);
            awaited_owners.push(AwaitedOwner { owner, name, email, awaited: Vec::new() });
        }
        let details = ActionDetails {
            text: row.text,
            timescale: row.timescale,
            due: row.due_on.map(|day| day.0),
            ..ActionDetails::default()
        };
        let awaited = AwaitedUpdate {
            update_request: UpdateRequestId(row.id),
            details,
            last: row.last.read()?,
            is_reminder: row.emailed_at.is_some(),
        };
        awaited_owners.last_mut().expect("one was just pushed").awaited.push(awaited);
    }
    Ok(awaited_owners)
}

/// Makes a link for an owner, for one email alone, and returns its secret. Those of earlier emails stay valid until they
/// expire.
pub async fn link(
    tx: &mut Tx,
    _: &WritePermit<RequestUpdates>,
    owner: OwnerId,
    now: Timestamp,
) -> Result<String, Error> {
    let secret = secrets::new();
    tx.query("insert into owner_link (token_hash, owner_id, created_at, expires_at) values ($1, $2, $3, $4)")
        .bind(secrets::hash(&secret))
        .bind(owner.0)
        .bind(At(now))
        .bind(At(now + LINK_VALIDITY))
        .run()
        .await?;
    // Expired links are deleted here, so that an owner who is asked for years has few.
    tx.query("delete from owner_link where owner_id = $1 and expires_at <= $2")
        .bind(owner.0)
        .bind(At(now))
        .run()
        .await?;
    Ok(secret)
}

/// Records the email about these requests: to the owner of an action, or to a collaborator.
pub async fn record_email(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    awaited_owner: &AwaitedOwner,
    message: Uuid,
    now: Timestamp,
) -> Result<(), Error> {
    for awaited in &awaited_owner.awaited {
        let is_owner = tx
            .query(
                "update update_request set emails = emails + 1, emailed_at = $3, email_id = $4
             where id = $1 and organisation_id = $2 and owner_id = $5",
            )
            .bind(awaited.update_request.0)
            .bind(may.place().organisation.0)
            .bind(At(now))
            .bind(message)
            .bind(awaited_owner.owner.0)
            .run()
            .await?
            == 1;
        if !is_owner {
            collaborators::record_email(tx, awaited.update_request, awaited_owner.owner, message, now).await?;
        }
    }
    Ok(())
}

/// Records that reminders were sent: one event for all of them.
pub async fn record_reminders(
    tx: &mut Tx,
    may: &WritePermit<RequestUpdates>,
    awaited_owners: &[AwaitedOwner],
    now: Timestamp,
) -> Result<(), Error> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let actions = awaited_owners.iter().map(|awaited_owner| awaited_owner.awaited.len()).sum();
    let what = EventKind::UpdateRequest(UpdateRequestEvent::OwnersChased {
        owners: number(awaited_owners.len()),
        actions: number(actions),
    });
    events::record(tx, may.author(), subject(may.place()), &what, now).await
}
