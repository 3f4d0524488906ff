//! Versions: what an action promised and how it stood in its plan, from one moment to the next. They are only ever added, by
//! whoever changes an action, in the same transaction.

use crate::{
    db::{Error, Tx},
    values::At,
};
use model::{ActionId, PlanId, Timestamp};

/// Keep what an action promises now.
pub(crate) async fn of_action(tx: &mut Tx, action: ActionId, now: Timestamp) -> Result<(), Error> {
    tx.query(
        "insert into action_version (action_id, revision, promise, themes, category, owner, starts_on, due_on, timescale, measure,
             resource, rationale, recommendations, allied, since)
         select id, revision, promise, themes, category, owner, starts_on, due_on, timescale, measure,
             resource, rationale, recommendations, allied, $2 from action where id = $1",
    )
    .bind(action.0)
    .bind(At(now))
    .run()
    .await?;
    Ok(())
}

/// Keep how an action stands in a plan now.
pub(crate) async fn of_place(tx: &mut Tx, plan: PlanId, action: ActionId, now: Timestamp) -> Result<(), Error> {
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

/// Keep that an action is about to be taken out of a plan as if it had never been in it.
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
