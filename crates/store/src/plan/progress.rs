//! Progress updates of actions. They are only ever added; the newest that is published is current. An owner's update may wait for a
//! lead before it is published: see [`update_approvals`].
//!
//! [`update_approvals`]: super::update_approvals

use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        ids,
        values::At,
        write_permit::WritePermit,
    },
    plan::{
        actions::Destination,
        plans::{self, ProgressUpdateColumns},
        update_approvals::ApprovalColumns,
    },
};
use model::{
    ActionId, OrganisationId, ProgressUpdateId, Timestamp,
    charter::rating::Colour,
    core::{
        address::Address,
        permit::{Audience, Permit, ReadAction, RecordProgress},
    },
    plan::{action::ProgressUpdate, progress::Progress, update_approval::Approval},
    work::event::EventKind,
};
use uuid::Uuid;

/// Records a progress update. It is public if the action is in a submitted plan.
pub async fn record(
    tx: &mut Tx,
    may: &WritePermit<RecordProgress>,
    progress: &Progress,
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    let Some(placed) = plans::placed(tx, at.plan, Some(at.action), Audience::Members).await?.pop() else {
        return Err(Error::RowNotFound);
    };
    let is_public = is_public(tx, at.action).await?;
    let into = Destination { author: may.author(), organisation: at.organisation, plan: at.plan, is_public };
    write(tx, into, at.action, &placed.action.details.title(), progress, now).await?;
    Ok(())
}

/// Whether an action is in a submitted plan, so that its progress updates are public.
pub(crate) async fn is_public(tx: &mut Tx, action: ActionId) -> Result<bool, Error> {
    let (submitted,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from plan_action x join assessment a on a.plan_id = x.plan_id
             where x.action_id = $1 and a.step = 'submitted'",
        )
        .bind(action.0)
        .one()
        .await?;
    Ok(submitted > 0)
}

/// Records a progress update that counts at once, and its event, for callers in this crate that hold a permit. Returns its identity.
pub(crate) async fn write(
    tx: &mut Tx,
    into: Destination,
    action: ActionId,
    title: &str,
    progress: &Progress,
    now: Timestamp,
) -> Result<ProgressUpdateId, Error> {
    let id = insert(tx, into, action, progress, now).await?;
    let is_current = make_newest_current(tx, into.organisation, action, id).await?;
    let subject = Subject::organisation(into.organisation).action(action).public(into.is_public && is_current);
    let what = rating(title, progress.rating.colour(), progress.explanation());
    events::record(tx, into.author, subject, &what, now).await?;
    Ok(id)
}

/// Stores a progress update, which does not count yet.
pub(super) async fn insert(
    tx: &mut Tx,
    into: Destination,
    action: ActionId,
    progress: &Progress,
    now: Timestamp,
) -> Result<ProgressUpdateId, Error> {
    let id = ids::new(now);
    tx.query(
        "insert into progress_update (id, action_id, colour, explanation, learning, person_id, recorded_at, owner_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(action.0)
    .bind(progress.rating.colour().as_str())
    .bind(progress.explanation())
    .bind(progress.learning.as_str())
    .bind(into.author.person().map(|person| person.0))
    .bind(At(now))
    .bind(into.author.owner().map(|owner| owner.0))
    .run()
    .await?;
    Ok(ProgressUpdateId(id))
}

/// Makes the newest published update of an action the current one. Returns whether that is `update`: one that is approved after a later
/// one was published stays in the history.
pub(super) async fn make_newest_current(
    tx: &mut Tx,
    organisation: OrganisationId,
    action: ActionId,
    update: ProgressUpdateId,
) -> Result<bool, Error> {
    let newest: Option<(Uuid,)> = tx
        .query(
            "select g.id from progress_update g left join update_approval a on a.progress_update_id = g.id
             where g.action_id = $1 and (a.progress_update_id is null or a.decision = 'approved')
             order by g.recorded_at desc, g.id desc limit 1",
        )
        .bind(action.0)
        .optional()
        .await?;
    let newest = newest.map(|(id,)| id);
    tx.query("update action set progress_update_id = $1 where id = $2 and organisation_id = $3")
        .bind(newest)
        .bind(action.0)
        .bind(organisation.0)
        .run()
        .await?;
    Ok(newest == Some(update.0))
}

/// The event of an update that counts now.
pub(super) fn rating(title: &str, colour: Colour, explanation: &str) -> EventKind {
    EventKind::ActionRated { action: title.to_owned(), colour, explanation: explanation.to_owned() }
}

/// A progress update of an action, and the link that it came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedUpdate {
    /// The progress update.
    pub progress_update: ProgressUpdate,
    /// The address of a page that shows it, where one was given.
    pub address: Option<Address>,
    /// Whether it counts, or waits for a lead.
    pub approval: Approval,
}

/// All progress updates of an action, newest first. For readers who are not members, only those that are published.
pub async fn of_action(tx: &mut Tx, may: &Permit<ReadAction>) -> Result<Vec<RecordedUpdate>, Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        progress_update: ProgressUpdateColumns,
        address: Option<String>,
        #[sqlx(flatten)]
        approval: ApprovalColumns,
    }
    let rows: Vec<Row> = tx
        .query(
            "select g.colour, g.explanation, g.learning, g.recorded_at, coalesce(h.name, w.name) as who, g.address,
                 a.progress_update_id is not null as waited, a.decision, a.comment
             from progress_update g join action c on c.id = g.action_id
             left join person h on h.id = g.person_id left join owner w on w.id = g.owner_id
             left join update_approval a on a.progress_update_id = g.id
             where g.action_id = $1 and c.organisation_id = $2 order by g.recorded_at desc, g.id desc",
        )
        .bind(may.place().action.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let recorded = |row: Row| {
        let address = row.address.and_then(|address| Address::parse(&address).ok());
        let approval = row.approval.read();
        Ok(row.progress_update.read()?.map(|progress_update| RecordedUpdate { progress_update, address, approval }))
    };
    let recorded: Vec<RecordedUpdate> =
        rows.into_iter().filter_map(|row| recorded(row).transpose()).collect::<Result<_, Error>>()?;
    let is_shown = |update: &RecordedUpdate| may.audience() == Audience::Members || update.approval.is_published();
    Ok(recorded.into_iter().filter(is_shown).collect())
}
