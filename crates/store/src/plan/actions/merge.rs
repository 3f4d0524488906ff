//! Merges several actions into one.

use super::{Edited, edit};
use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::At,
        write_permit::WritePermit,
    },
    plan::{plans, versions},
};
use model::{
    ActionId, Timestamp,
    core::permit::{Audience, EditAction},
    plan::action::ActionDetails,
    work::event::EventKind,
};

/// Merges `others`, live actions of the same plan, into the action of the permit, which then has these `details`. The
/// others leave the plan, each with its own text, its activity and the reason. What is not a live action of the plan is
/// ignored.
pub async fn merge(
    tx: &mut Tx,
    may: &WritePermit<EditAction>,
    revision: i64,
    details: &ActionDetails,
    others: &[ActionId],
    reason: &str,
    now: Timestamp,
) -> Result<Edited, Error> {
    if let stale @ Edited::Stale(_) = edit(tx, may, revision, details, now).await? {
        return Ok(stale);
    }
    let at = may.place();
    for other in others.iter().filter(|other| **other != at.action) {
        let rows = tx
            .query(
                "update plan_action set ended = 'merged', merged_into = $1, ended_at = $2, ended_reason = $3
                 where plan_id = $4 and action_id = $5 and ended is null",
            )
            .bind(at.action.0)
            .bind(At(now))
            .bind(reason)
            .bind(at.plan.0)
            .bind(other.0)
            .run()
            .await?;
        versions::of_plan_action(tx, at.plan, *other, now).await?;
        let merged = plans::placed(tx, at.plan, Some(*other), Audience::Members).await?.pop();
        if let Some(merged) = merged.filter(|_| rows == 1) {
            let what = EventKind::ActionMerged { action: merged.action.details.title(), into: details.title() };
            let subject = Subject::organisation(at.organisation).action(*other);
            events::record(tx, may.author(), subject, &what, now).await?;
            events::record(tx, may.author(), subject.action(at.action), &what, now).await?;
        }
    }
    Ok(Edited::Saved)
}
