//! The evidence of the actions of a plan.

use crate::core::db::{Error, Tx};
use model::{
    ActionId,
    core::permit::{Permit, ReadPlan},
    plan::evidence::EvidenceContent,
};
use sqlx::types::Json;
use uuid::Uuid;

/// The evidence of the actions of a plan, without what was withdrawn: the action, the title and the content. One query.
pub async fn of_plan(tx: &mut Tx, may: &Permit<ReadPlan>) -> Result<Vec<(ActionId, String, EvidenceContent)>, Error> {
    let rows: Vec<(Uuid, String, Json<EvidenceContent>)> = tx
        .query(
            "select a.action_id, e.title, e.content from plan_action x join evidence_action a on a.action_id = x.action_id
             join evidence e on e.id = a.evidence_id
             where x.plan_id = $1 and e.organisation_id = $2 and e.withdrawn_at is null order by e.created_at, e.id",
        )
        .bind(may.place().plan.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(action, title, Json(content))| (ActionId(action), title, content)).collect())
}
