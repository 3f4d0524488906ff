//! Splits one action into several.

use super::{Destination, Edited, NewAction, current, edit, insert};
use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        write_permit::WritePermit,
    },
    plan::versions,
};
use model::{
    ActionId, Timestamp,
    core::permit::EditAction,
    plan::{Origin, action::ActionDetails},
    work::event::EventKind,
};
use uuid::Uuid;

/// Splits an action: it keeps its identity and its activity with the first of `parts`; each other part is a new action,
/// right after it, that is related to it and open since the same day.
pub async fn split(
    tx: &mut Tx,
    may: &WritePermit<EditAction>,
    revision: i64,
    parts: &[ActionDetails],
    now: Timestamp,
) -> Result<Edited, Error> {
    let [first, others @ ..] = parts else { return Ok(Edited::Saved) };
    let (at, before) = (may.place(), current(tx, may).await?);
    if let stale @ Edited::Stale(_) = edit(tx, may, revision, first, now).await? {
        return Ok(stale);
    }
    let (position,): (i64,) = tx
        .query("select position from plan_action where plan_id = $1 and action_id = $2")
        .bind(at.plan.0)
        .bind(at.action.0)
        .one()
        .await?;
    let shift = i64::try_from(others.len()).expect("a plan is not that long");
    let moved: Vec<(Uuid,)> = tx
        .query(
            "update plan_action set position = position + $1 where plan_id = $2 and position > $3 returning action_id",
        )
        .bind(shift)
        .bind(at.plan.0)
        .bind(position)
        .all()
        .await?;
    for (action,) in moved {
        versions::of_plan_action(tx, at.plan, ActionId(action), now).await?;
    }
    for (details, position) in others.iter().zip(position + 1..) {
        let new = NewAction { open_since: Some(before.first_included()), ..NewAction::from(details.clone()) };
        insert(tx, Destination::at(may), &new, Origin::Related(at.action), position, now).await?;
    }
    let into = parts.iter().map(ActionDetails::title).collect();
    let what = EventKind::ActionSplit { action: before.details.title(), into };
    events::record(tx, may.author(), Subject::organisation(at.organisation).action(at.action), &what, now).await?;
    Ok(Edited::Saved)
}
