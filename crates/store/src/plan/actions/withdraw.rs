//! Withdraws actions from their plans, and restores them.

use super::current;
use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::At,
        write_permit::WritePermit,
    },
    plan::versions,
};
use model::{Timestamp, assessment::Step, core::permit::EditAction, work::event::EventKind};

/// Withdraws an action from its plan, with a reason. It can still be read. False if it had left the plan already.
pub async fn withdraw(tx: &mut Tx, may: &WritePermit<EditAction>, reason: &str, now: Timestamp) -> Result<bool, Error> {
    let (at, action) = (may.place(), current(tx, may).await?);
    let rows = tx
        .query(
            "update plan_action set ended = 'withdrawn', ended_at = $1, ended_reason = $2
             where plan_id = $3 and action_id = $4 and ended is null",
        )
        .bind(At(now))
        .bind(reason)
        .bind(at.plan.0)
        .bind(at.action.0)
        .run()
        .await?;
    if rows == 1 {
        versions::of_plan_action(tx, at.plan, at.action, now).await?;
        let what = EventKind::ActionWithdrawn { action: action.details.title(), reason: reason.to_owned() };
        let is_public = at.step == Some(Step::Submitted);
        let subject = Subject::organisation(at.organisation).action(at.action).public(is_public);
        events::record(tx, may.author(), subject, &what, now).await?;
    }
    Ok(rows == 1)
}

/// Restores an action that was withdrawn or merged. False if it had not left the plan.
pub async fn restore(tx: &mut Tx, may: &WritePermit<EditAction>, now: Timestamp) -> Result<bool, Error> {
    let (at, action) = (may.place(), current(tx, may).await?);
    let rows = tx
        .query(
            "update plan_action set ended = null, ended_at = null, ended_reason = null, merged_into = null
             where plan_id = $1 and action_id = $2 and ended is not null",
        )
        .bind(at.plan.0)
        .bind(at.action.0)
        .run()
        .await?;
    if rows == 1 {
        versions::of_plan_action(tx, at.plan, at.action, now).await?;
        let what = EventKind::ActionRestored { action: action.details.title() };
        let is_public = at.step == Some(Step::Submitted);
        let subject = Subject::organisation(at.organisation).action(at.action).public(is_public);
        events::record(tx, may.author(), subject, &what, now).await?;
    }
    Ok(rows == 1)
}
