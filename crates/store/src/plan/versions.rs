//! Versions: the details of an action, its position in its plan and its owner, from one moment to the next. They are
//! only ever added or ended, by every change of an action, in the same transaction.

use crate::{
    core::{
        db::{Error, Tx},
        values::At,
    },
    plan::actions::columns,
};
use model::{ActionId, PlanId, Timestamp};
use std::sync::LazyLock;

/// Keeps the current details of an action.
pub(crate) async fn of_action(tx: &mut Tx, action: ActionId, now: Timestamp) -> Result<(), Error> {
    static KEEP: LazyLock<String> = LazyLock::new(|| {
        let names = columns::names();
        format!(
            "insert into action_version (action_id, revision, {names}, since)
             select id, revision, {names}, $2 from action where id = $1"
        )
    });
    tx.query(&KEEP).bind(action.0).bind(At(now)).run().await?;
    Ok(())
}

/// Keeps the current position of an action in a plan.
pub(crate) async fn of_plan_action(tx: &mut Tx, plan: PlanId, action: ActionId, now: Timestamp) -> Result<(), Error> {
    tx.query(
        "insert into plan_action_version (plan_id, action_id, revision, position, origin, follows, ended, ended_reason, merged_into, since)
         select x.plan_id, x.action_id,
             (select coalesce(max(v.revision), 0) + 1 from plan_action_version v where v.plan_id = $1 and v.action_id = $2),
             x.position, x.origin, x.follows, x.ended, x.ended_reason, x.merged_into, $3
         from plan_action x where x.plan_id = $1 and x.action_id = $2",
    )
    .bind(plan.0)
    .bind(action.0)
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

/// Records that an action is about to be removed from a plan as if it had never been in it.
pub(crate) async fn of_removal(tx: &mut Tx, plan: PlanId, action: ActionId, now: Timestamp) -> Result<(), Error> {
    tx.query(
        "insert into plan_action_version (plan_id, action_id, revision, position, origin, follows, ended, since)
         select x.plan_id, x.action_id,
             (select coalesce(max(v.revision), 0) + 1 from plan_action_version v where v.plan_id = $1 and v.action_id = $2),
             x.position, x.origin, x.follows, 'gone', $3
         from plan_action x where x.plan_id = $1 and x.action_id = $2",
    )
    .bind(plan.0)
    .bind(action.0)
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

/// Keeps the current owner and collaborators of an action, after they may have changed.
pub(crate) async fn of_owner(tx: &mut Tx, action: ActionId, now: Timestamp) -> Result<(), Error> {
    tx.query(
        "update owner_version set until = $2 where action_id = $1 and until is null
             and (collaborates or not exists (
                 select 1 from action c where c.id = $1 and c.owner_id = owner_version.owner_id))
             and (not collaborates or not exists (
                 select 1 from collaborator h where h.action_id = $1 and h.owner_id = owner_version.owner_id))",
    )
    .bind(action.0)
    .bind(At(now))
    .run()
    .await?;
    tx.query(
        "insert into owner_version (action_id, owner_id, collaborates, since)
         select n.action_id, n.owner_id, n.collaborates, $2 from (
             select c.id as action_id, c.owner_id, false as collaborates from action c where c.id = $1 and c.owner_id is not null
             union all
             select h.action_id, h.owner_id, true from collaborator h where h.action_id = $1) n
         where not exists (select 1 from owner_version v where v.action_id = n.action_id and v.owner_id = n.owner_id
             and v.collaborates = n.collaborates and v.until is null)
         on conflict (action_id, owner_id, collaborates, since) do update set until = null",
    )
    .bind(action.0)
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}
