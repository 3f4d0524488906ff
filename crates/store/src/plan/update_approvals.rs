//! Progress updates of action owners that wait for a lead's approval. Until it is approved, an update is not the current one of its
//! action (`action.progress_update_id`), so that nothing that counts or publishes ratings reads it.

mod deciding;

pub use deciding::{Approved, SentBack, approve, send_back};

use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{At, Number, Text},
        write_permit::WritePermit,
    },
    plan::{actions::Destination, plans::ProgressUpdateColumns, progress},
};
use model::{
    ActionId, OrganisationId, ProgressUpdateId, Timestamp, UpdateRequestId,
    core::{
        address::Address,
        permit::{ApproveUpdates, Author, Permit, ReadWaitingUpdates},
    },
    plan::{
        action::{ActionDetails, ProgressUpdate},
        progress::Progress,
        update_approval::{Approval, ApprovalDecision, OwnerUpdates},
    },
    work::event::{EventKind, update_request::UpdateRequestEvent},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The columns `waited`, `decision` and `comment`, for `#[sqlx(flatten)]`.
#[derive(sqlx::FromRow)]
pub(crate) struct ApprovalColumns {
    waited: bool,
    decision: Option<Text<ApprovalDecision>>,
    comment: Option<String>,
}

impl ApprovalColumns {
    pub(crate) fn read(self) -> Approval {
        if !self.waited {
            return Approval::Published;
        }
        Approval::of(self.decision.map(|Text(decision)| decision), self.comment.unwrap_or_default())
    }
}

/// When the updates of an organisation's action owners count.
pub async fn setting(tx: &mut Tx, may: &Permit<ReadWaitingUpdates>) -> Result<OwnerUpdates, Error> {
    setting_of(tx, may.place().organisation).await
}

pub(super) async fn setting_of(tx: &mut Tx, organisation: OrganisationId) -> Result<OwnerUpdates, Error> {
    let (Text(setting),): (Text<OwnerUpdates>,) =
        tx.query("select owner_updates from organisation where id = $1").bind(organisation.0).one().await?;
    Ok(setting)
}

/// Sets when the updates of an organisation's action owners count. Those that wait already go on waiting. False if it is set like this.
pub async fn set(
    tx: &mut Tx,
    may: &WritePermit<ApproveUpdates>,
    setting: OwnerUpdates,
    now: Timestamp,
) -> Result<bool, Error> {
    let organisation = may.place().organisation;
    let changed = tx
        .query("update organisation set owner_updates = $2 where id = $1 and owner_updates <> $2")
        .bind(organisation.0)
        .bind(setting.as_str())
        .run()
        .await?;
    if changed == 1 {
        let at_once = setting == OwnerUpdates::AtOnce;
        let what = EventKind::UpdateRequest(UpdateRequestEvent::OwnerUpdatesSet { at_once });
        events::record(tx, may.author(), Subject::organisation(organisation), &what, now).await?;
    }
    Ok(changed == 1)
}

/// An update that waits for a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingUpdate {
    /// Its identity.
    pub id: ProgressUpdateId,
    /// The action.
    pub action: ActionId,
    /// The title of the action.
    pub title: String,
    /// The update, with the name of its author.
    pub update: ProgressUpdate,
    /// The page that it links to, which becomes evidence of the action when the update is approved.
    pub address: Option<Address>,
    /// The update that counts now.
    pub current: Option<ProgressUpdate>,
    /// Whether the action is in a plan. One that was withdrawn or merged is in none.
    pub is_in_plan: bool,
    /// Whether everyone will read it: the action is in a submitted plan.
    pub is_public: bool,
}

/// How many waiting updates a page shows, and one press approves.
pub const PAGE: usize = 100;

/// The updates that wait for a lead, oldest first: at most [`PAGE`]. One query.
pub async fn waiting(tx: &mut Tx, may: &Permit<ReadWaitingUpdates>) -> Result<Vec<WaitingUpdate>, Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: Uuid,
        action_id: Uuid,
        text: String,
        #[sqlx(flatten)]
        update: ProgressUpdateColumns,
        address: Option<String>,
        is_in_plan: bool,
        is_public: bool,
    }
    let rows: Vec<Row> = tx
        .query(
            "select g.id, g.action_id, c.text, g.colour, g.explanation, g.learning, g.recorded_at, w.name as who, g.address,
                 exists (select 1 from plan_action x where x.action_id = c.id and x.ended is null) as is_in_plan,
                 exists (select 1 from plan_action x join assessment s on s.plan_id = x.plan_id
                     where x.action_id = c.id and s.step = 'submitted') as is_public
             from update_approval a join progress_update g on g.id = a.progress_update_id
             join action c on c.id = g.action_id and c.organisation_id = a.organisation_id
             left join owner w on w.id = g.owner_id
             where a.organisation_id = $1 and a.decision is null
             order by g.recorded_at, g.id limit 100",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let mut current = current(tx, may.place().organisation).await?;
    let mut read = |row: Row| {
        let action = ActionId(row.action_id);
        Ok(row.update.read()?.map(|update| WaitingUpdate {
            id: ProgressUpdateId(row.id),
            action,
            title: ActionDetails { text: row.text, ..ActionDetails::default() }.title(),
            update,
            address: row.address.and_then(|address| Address::parse(&address).ok()),
            current: current.remove(&action),
            is_in_plan: row.is_in_plan,
            is_public: row.is_public,
        }))
    };
    rows.into_iter().filter_map(|row| read(row).transpose()).collect()
}

/// The updates that count now, of the actions with one that waits.
async fn current(tx: &mut Tx, organisation: OrganisationId) -> Result<BTreeMap<ActionId, ProgressUpdate>, Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        action_id: Uuid,
        #[sqlx(flatten)]
        update: ProgressUpdateColumns,
    }
    let rows: Vec<Row> = tx
        .query(
            "select c.id as action_id, g.colour, g.explanation, g.learning, g.recorded_at, coalesce(h.name, w.name) as who
             from action c join progress_update g on g.id = c.progress_update_id
             left join person h on h.id = g.person_id left join owner w on w.id = g.owner_id
             where c.organisation_id = $1 and exists (
                 select 1 from update_approval a join progress_update r on r.id = a.progress_update_id
                 where a.organisation_id = $1 and a.decision is null and r.action_id = c.id)",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let read = |row: Row| Ok(row.update.read()?.map(|update| (ActionId(row.action_id), update)));
    rows.into_iter().filter_map(|row| read(row).transpose()).collect()
}

/// How many updates wait for a lead.
pub async fn count(tx: &mut Tx, may: &Permit<ReadWaitingUpdates>) -> Result<usize, Error> {
    let (Number(waiting),): (Number<usize>,) = tx
        .query("select cast(count(*) as bigint) from update_approval where organisation_id = $1 and decision is null")
        .bind(may.place().organisation.0)
        .one()
        .await?;
    Ok(waiting)
}

/// The actions of an organisation with updates that wait for a lead, and how many each has.
pub async fn count_by_action(
    tx: &mut Tx,
    may: &Permit<ReadWaitingUpdates>,
) -> Result<BTreeMap<ActionId, usize>, Error> {
    let rows: Vec<(Uuid, Number<usize>)> = tx
        .query(
            "select g.action_id, cast(count(*) as bigint) from update_approval a join progress_update g on g.id = a.progress_update_id
             where a.organisation_id = $1 and a.decision is null group by g.action_id",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(action, Number(waiting))| (ActionId(action), waiting)).collect())
}

/// Replaces what waits of the reply to a request, and of the same author's updates on the action, since the author sends another: a lead
/// decides about the latest.
pub(super) async fn replace(
    tx: &mut Tx,
    into: Destination,
    (action, request): (ActionId, UpdateRequestId),
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "update update_approval set decision = 'replaced', decided_at = $4
         where organisation_id = $1 and decision is null and progress_update_id in (
             select g.id from progress_update g where g.action_id = $2 and (g.owner_id = $3
                 or g.id = (select k.progress_update_id from update_request k where k.id = $5)))",
    )
    .bind(into.organisation.0)
    .bind(action.0)
    .bind(into.author.owner().map(|owner| owner.0))
    .bind(At(now))
    .bind(request.0)
    .run()
    .await?;
    Ok(())
}

/// Records an update of an owner that waits for a lead.
pub(super) async fn hold(
    tx: &mut Tx,
    into: Destination,
    action: ActionId,
    title: &str,
    reply: &Progress,
    now: Timestamp,
) -> Result<ProgressUpdateId, Error> {
    let id = progress::insert(tx, into, action, reply, now).await?;
    tx.query(
        "insert into update_approval (progress_update_id, organisation_id, by_collaborator, comment) values ($1, $2, $3, '')",
    )
    .bind(id.0)
    .bind(into.organisation.0)
    .bind(matches!(into.author, Author::Collaborator(_)))
    .run()
    .await?;
    let what = EventKind::UpdateRequest(UpdateRequestEvent::UpdateReceived { action: title.to_owned() });
    events::record(tx, into.author, Subject::organisation(into.organisation).action(action), &what, now).await?;
    Ok(id)
}
