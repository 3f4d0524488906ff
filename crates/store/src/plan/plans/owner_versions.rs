//! The owners and collaborators of the actions of a plan at a moment.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    ActionId, Timestamp,
    core::permit::{Permit, ReadPlan},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The owner and the collaborators of an action, by their current names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssignedTo {
    /// The owner.
    pub owner: Option<String>,
    /// The collaborators.
    pub collaborators: Vec<String>,
}

/// The owner and the collaborators of each action of a plan just before that moment; an action without any is left out. One query.
pub async fn owners_before(
    tx: &mut Tx,
    may: &Permit<ReadPlan>,
    moment: Timestamp,
) -> Result<BTreeMap<ActionId, AssignedTo>, Error> {
    let rows: Vec<(Uuid, bool, String)> = tx
        .query(
            "select v.action_id, v.collaborates, w.name from plan p join plan_action x on x.plan_id = p.id
             join owner_version v on v.action_id = x.action_id join owner w on w.id = v.owner_id
             where p.id = $1 and p.organisation_id = $2 and v.since < $3 and (v.until is null or v.until >= $3)
             order by lower(w.name), w.id",
        )
        .bind(may.place().plan.0)
        .bind(may.place().organisation.0)
        .bind(At(moment))
        .all()
        .await?;
    let mut assigned = BTreeMap::<ActionId, AssignedTo>::new();
    for (action, collaborates, name) in rows {
        let one = assigned.entry(ActionId(action)).or_default();
        if collaborates {
            one.collaborators.push(name);
        } else {
            one.owner = Some(name);
        }
    }
    Ok(assigned)
}
