//! The life of an action: its current plan, the plans that it was in, and its related actions.

use crate::{
    core::{
        db::{Error, Tx},
        values::Day,
    },
    plan::plans,
};
use model::{
    ActionId, Date, PlanId,
    core::permit::{Permit, ReadAction},
    plan::Placed,
};
use uuid::Uuid;

/// An action in the newest plan that holds it.
pub async fn read(tx: &mut Tx, may: &Permit<ReadAction>) -> Result<Option<Placed>, Error> {
    Ok(plans::placed(tx, may.place().plan, Some(may.place().action), may.audience()).await?.pop())
}

/// A plan that an action is or was in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanMembership {
    /// The plan.
    pub plan: PlanId,
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// The stage of the self-assessment that it is part of.
    pub stage: Option<i64>,
    /// `new`, `continued` or `related`.
    pub origin: String,
}

/// The plans that an action is or was in, newest first.
pub async fn memberships(tx: &mut Tx, may: &Permit<ReadAction>) -> Result<Vec<PlanMembership>, Error> {
    let rows: Vec<(Uuid, Day, Day, Option<i64>, String)> = tx
        .query(
            "select p.id, p.starts_on, p.ends_on, a.stage, x.origin from plan_action x
             join plan p on p.id = x.plan_id left join assessment a on a.plan_id = p.id
             where x.action_id = $1 and p.organisation_id = $2 order by p.starts_on desc, p.created_at desc",
        )
        .bind(may.place().action.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let stay = |(plan, starts, ends, stage, origin): (Uuid, Day, Day, _, _)| PlanMembership {
        plan: PlanId(plan),
        starts: starts.0,
        ends: ends.0,
        stage,
        origin,
    };
    Ok(rows.into_iter().map(stay).collect())
}

/// An action that is related to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedAction {
    /// The other action.
    pub action: ActionId,
    /// Its text.
    pub text: String,
    /// How it is related: `follows` (this one replaces it), `followed` (it replaces this one), `merged` (it was merged into this one)
    /// or `into` (this one was merged into it).
    pub how: String,
}

/// The actions that are related to this one.
pub async fn related_actions(tx: &mut Tx, may: &Permit<ReadAction>) -> Result<Vec<RelatedAction>, Error> {
    let rows: Vec<(Uuid, String, String)> = tx
        .query(
            "select c.id, c.text, 'follows' as how from plan_action x join action c on c.id = x.follows
                 where x.action_id = $1 and c.organisation_id = $2
             union select c.id, c.text, 'followed' as how from plan_action x join action c on c.id = x.action_id
                 where x.follows = $1 and c.organisation_id = $2
             union select c.id, c.text, 'into' as how from plan_action x join action c on c.id = x.merged_into
                 where x.action_id = $1 and c.organisation_id = $2
             union select c.id, c.text, 'merged' as how from plan_action x join action c on c.id = x.action_id
                 where x.merged_into = $1 and c.organisation_id = $2",
        )
        .bind(may.place().action.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, text, how)| RelatedAction { action: ActionId(id), text, how }).collect())
}
