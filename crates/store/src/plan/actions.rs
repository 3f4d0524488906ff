//! Actions in their plans. An action keeps its identity for life, and no text is overwritten.

pub(crate) mod columns;
mod life;
mod merge;
mod split;
mod withdraw;

pub use life::{PlanMembership, RelatedAction, memberships, read, related_actions};
pub use merge::merge;
pub use split::split;
pub use withdraw::{restore, withdraw};

use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        ids,
        values::{At, Day},
        write_permit::WritePermit,
    },
    plan::{plans, progress, versions},
};
use model::{
    ActionId, Date, OrganisationId, PlanId, Timestamp,
    assessment::Step,
    charter::Charter,
    core::permit::{AtAction, Audience, Author, EditAction, EditPlan, MoveAction, Permit},
    plan::{
        MoveTo, Origin,
        action::{Action, ActionDetails},
        progress::Progress,
    },
    work::event::EventKind,
};
use std::sync::LazyLock;

/// An action to add to a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAction {
    /// Its details.
    pub details: ActionDetails,
    /// Its first progress update, if it is imported with one.
    pub progress: Option<Progress>,
    /// When it was first included in a plan, if that was an earlier one.
    pub open_since: Option<Date>,
}

impl From<ActionDetails> for NewAction {
    fn from(details: ActionDetails) -> Self {
        Self { details, progress: None, open_since: None }
    }
}

/// The result of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// It is saved.
    Saved,
    /// A newer revision exists: nothing was changed, and this is the current action.
    Stale(Box<Action>),
}

/// The plan into which actions are written, and by whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination {
    pub(crate) author: Author,
    pub(crate) organisation: OrganisationId,
    pub(crate) plan: PlanId,
    /// Whether everyone may read the plan, and so what is added to it.
    pub(crate) is_public: bool,
}

impl Destination {
    fn at(may: &Permit<EditAction>) -> Self {
        let AtAction { organisation, plan, step, .. } = may.place();
        Self { author: may.author(), organisation, plan, is_public: step == Some(Step::Submitted) }
    }
}

/// Adds actions at the end of a plan.
pub async fn add(
    tx: &mut Tx,
    may: &WritePermit<EditPlan>,
    new: &[NewAction],
    now: Timestamp,
) -> Result<Vec<ActionId>, Error> {
    let at = may.place();
    let is_public = at.step == Some(Step::Submitted);
    let into = Destination { author: may.author(), organisation: at.organisation, plan: at.plan, is_public };
    append(tx, into, new, now).await
}

/// Does the same as [`add`], for callers in this crate that hold a permit.
pub(crate) async fn append(
    tx: &mut Tx,
    into: Destination,
    new: &[NewAction],
    now: Timestamp,
) -> Result<Vec<ActionId>, Error> {
    let mut position = last_position(tx, into.plan).await?;
    let mut ids = Vec::with_capacity(new.len());
    for one in new {
        position += 1;
        ids.push(insert(tx, into, one, Origin::New, position, now).await?);
    }
    Ok(ids)
}

/// The position of the last action of a plan; 0 if it has none.
pub(crate) async fn last_position(tx: &mut Tx, plan: PlanId) -> Result<i64, Error> {
    let (position,): (i64,) = tx
        .query("select cast(coalesce(max(position), 0) as bigint) from plan_action where plan_id = $1")
        .bind(plan.0)
        .one()
        .await?;
    Ok(position)
}

/// Inserts a new action at a position of a plan.
pub(crate) async fn insert(
    tx: &mut Tx,
    into: Destination,
    new: &NewAction,
    origin: Origin,
    position: i64,
    now: Timestamp,
) -> Result<ActionId, Error> {
    static INSERT: LazyLock<String> = LazyLock::new(|| {
        let (names, placeholders) = (columns::names(), columns::placeholders());
        let others = [1, 2, 3, 4].map(columns::after).join(", ");
        format!(
            "insert into action ({names}, id, organisation_id, open_since, created_at) values ({placeholders}, {others})"
        )
    });
    let (id, details) = (ActionId(ids::new(now)), &new.details);
    columns::bind(tx.query(&INSERT), details)
        .bind(id.0)
        .bind(into.organisation.0)
        .bind(new.open_since.map(Day))
        .bind(At(now))
        .run()
        .await?;
    versions::of_action(tx, id, now).await?;
    add_to_plan(tx, into.plan, id, origin, position, now).await?;
    if let Origin::Related(follows) = origin {
        // The owner of an action becomes the owner of its related action, if that names the same owner, until it is
        // changed.
        tx.query(
            "update action set owner_id = (select f.owner_id from action f where f.id = $2 and f.owner = $3 and f.organisation_id = $4)
             where id = $1",
        )
        .bind(id.0)
        .bind(follows.0)
        .bind(details.owner.as_str())
        .bind(into.organisation.0)
        .run()
        .await?;
        versions::of_owner(tx, id, now).await?;
    }
    let subject = Subject::organisation(into.organisation).action(id).public(into.is_public);
    events::record(tx, into.author, subject, &EventKind::ActionAdded { action: details.title() }, now).await?;
    if let Some(progress) = &new.progress {
        progress::write(tx, into, id, &details.title(), progress, now).await?;
    }
    Ok(id)
}

/// Adds an existing action to a plan.
pub(crate) async fn add_to_plan(
    tx: &mut Tx,
    plan: PlanId,
    action: ActionId,
    origin: Origin,
    position: i64,
    now: Timestamp,
) -> Result<(), Error> {
    let (word, follows) = match origin {
        Origin::New => ("new", None),
        Origin::Continued => ("continued", None),
        Origin::Related(follows) => ("related", Some(follows)),
    };
    tx.query(
        "insert into plan_action (plan_id, action_id, position, origin, follows, added_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(plan.0)
    .bind(action.0)
    .bind(position)
    .bind(word)
    .bind(follows.map(|action| action.0))
    .bind(At(now))
    .run()
    .await?;
    versions::of_plan_action(tx, plan, action, now).await
}

/// Edits the details of an action. `revision` is the one that was read: if it is no longer the newest, nothing changes.
pub async fn edit(
    tx: &mut Tx,
    may: &WritePermit<EditAction>,
    revision: i64,
    details: &ActionDetails,
    now: Timestamp,
) -> Result<Edited, Error> {
    static UPDATE: LazyLock<String> = LazyLock::new(|| {
        let (assignments, [id, organisation, revision]) = (columns::assignments(), [1, 2, 3].map(columns::after));
        format!(
            "update action set {assignments}, revision = revision + 1
             where id = {id} and organisation_id = {organisation} and revision = {revision}"
        )
    });
    let at = may.place();
    let before = current(tx, may).await?;
    if before.revision != revision {
        return Ok(Edited::Stale(Box::new(before)));
    }
    let changes = before.details.changes(details);
    if changes.is_empty() {
        return Ok(Edited::Saved);
    }
    let rows = columns::bind(tx.query(&UPDATE), details)
        .bind(at.action.0)
        .bind(at.organisation.0)
        .bind(revision)
        .run()
        .await?;
    if rows == 0 {
        return Ok(Edited::Stale(Box::new(current(tx, may).await?)));
    }
    versions::of_action(tx, at.action, now).await?;
    let what = EventKind::ActionChanged {
        action: before.details.title(),
        fields: changes.iter().map(|change| change.field.stored().to_owned()).collect(),
        was: changes.into_iter().map(|change| change.was).collect(),
    };
    events::record(tx, may.author(), Subject::organisation(at.organisation).action(at.action), &what, now).await?;
    Ok(Edited::Saved)
}

/// The action of the permit, as it is now.
async fn current(tx: &mut Tx, may: &Permit<EditAction>) -> Result<Action, Error> {
    let placed = plans::placed(tx, may.place().plan, Some(may.place().action), Audience::Members).await?.pop();
    placed.map(|placed| placed.action).ok_or(Error::RowNotFound)
}

/// Moves an action within its theme. False if that does not change its position.
pub async fn reorder(
    tx: &mut Tx,
    may: &WritePermit<MoveAction>,
    charter: &Charter,
    to: MoveTo,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let Some(plan) = plans::load(tx, at.organisation, at.plan, Audience::Members).await? else { return Ok(false) };
    let Some(order) = plan.reordered(charter, at.action, to) else { return Ok(false) };
    let before = plan.actions.iter().map(|placed| placed.action.id);
    if before.eq(order.iter().copied()) {
        return Ok(false);
    }
    for (index, id) in order.iter().enumerate() {
        set_position(tx, at.plan, *id, index, now).await?;
    }
    let Some(moved) = plan.placed(at.action) else { return Ok(false) };
    let what = EventKind::ActionMoved { action: moved.action.details.title() };
    events::record(tx, may.author(), Subject::organisation(at.organisation).action(at.action), &what, now).await?;
    Ok(true)
}

async fn set_position(tx: &mut Tx, plan: PlanId, action: ActionId, index: usize, now: Timestamp) -> Result<(), Error> {
    let position = i64::try_from(index).expect("a plan is not that long") + 1;
    let moved = tx
        .query("update plan_action set position = $1 where plan_id = $2 and action_id = $3 and position <> $1")
        .bind(position)
        .bind(plan.0)
        .bind(action.0)
        .run()
        .await?;
    if moved == 1 { versions::of_plan_action(tx, plan, action, now).await } else { Ok(()) }
}
