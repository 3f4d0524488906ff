//! Who answered for the actions of a plan at a moment, and who helped.

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

/// Who answered for an action, by the names that they have now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssignedTo {
    /// The one who was accountable.
    pub owner: Option<String>,
    /// Those who helped, by name.
    pub collaborators: Vec<String>,
}

/// Who answered for each action of a plan just before that moment; an action that nobody answered for is not there. One query.
pub async fn charges(
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
    let mut charged = BTreeMap::<ActionId, AssignedTo>::new();
    for (action, helps, name) in rows {
        let one = charged.entry(ActionId(action)).or_default();
        if helps {
            one.collaborators.push(name);
        } else {
            one.owner = Some(name);
        }
    }
    Ok(charged)
}
