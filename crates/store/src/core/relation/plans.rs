//! The relation of a person to a plan, an action or a progress review.

use super::{Found, RoleColumns, find, select_place};
use crate::core::{
    db::{Error, Tx},
    values::{At, Text},
};
use model::{
    ActionId, OrganisationId, PersonId, PlanId, ProgressReviewId,
    assessment::Step,
    core::permit::{AtAction, AtPlan, AtProgressReview},
};
use uuid::Uuid;

/// The relation of `person` to a plan, and the step of its self-assessment.
pub async fn at_plan(tx: &mut Tx, person: PersonId, plan: PlanId) -> Result<Option<Found<AtPlan>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        step: Option<Text<Step>>,
        shared_at: Option<At>,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(
        ", a.step, a.shared_at"
        from "plan p join organisation o on o.id = p.organisation_id left join assessment a on a.plan_id = p.id"
        where "p.id = $1"
    );
    let row: Option<Columns> = find(tx, sql, plan.0, person).await?;
    Ok(row.map(|row| {
        let (organisation, step) = (OrganisationId(row.organisation_id), row.step.map(|step| step.0));
        let shared = row.shared_at.map(|at| at.0);
        row.roles.found(person, AtPlan { organisation, plan, step, shared })
    }))
}

/// The relation of `person` to an action, in the newest plan that holds it.
pub async fn at_action(tx: &mut Tx, person: PersonId, action: ActionId) -> Result<Option<Found<AtAction>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        plan_id: Uuid,
        step: Option<Text<Step>>,
        shared_at: Option<At>,
        is_submitted: bool,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(
        ", p.id as plan_id, a.step, a.shared_at, exists (
              select 1 from plan_action y join assessment b on b.plan_id = y.plan_id or b.rated_plan_id = y.plan_id
              where b.organisation_id = o.id and y.action_id = c.id and b.step = 'submitted') as is_submitted"
        from "action c join organisation o on o.id = c.organisation_id
              join plan_action x on x.action_id = c.id join plan p on p.id = x.plan_id
              left join assessment a on a.plan_id = p.id"
        where "c.id = $1 order by p.starts_on desc, p.created_at desc limit 1"
    );
    let row: Option<Columns> = find(tx, sql, action.0, person).await?;
    Ok(row.map(|row| {
        let (organisation, plan) = (OrganisationId(row.organisation_id), PlanId(row.plan_id));
        let (step, shared) = (row.step.map(|step| step.0), row.shared_at.map(|at| at.0));
        row.roles.found(person, AtAction { organisation, plan, action, step, shared, is_submitted: row.is_submitted })
    }))
}

/// The relation of `person` to a progress review, and whether it is open.
pub async fn at_progress_review(
    tx: &mut Tx,
    person: PersonId,
    review: ProgressReviewId,
) -> Result<Option<Found<AtProgressReview>>, Error> {
    #[derive(sqlx::FromRow)]
    struct Columns {
        organisation_id: Uuid,
        plan_id: Uuid,
        is_open: bool,
        #[sqlx(flatten)]
        roles: RoleColumns,
    }
    let sql = select_place!(
        ", r.plan_id, r.closed_at is null as is_open"
        from "progress_review r join organisation o on o.id = r.organisation_id"
        where "r.id = $1"
    );
    let row: Option<Columns> = find(tx, sql, review.0, person).await?;
    Ok(row.map(|row| {
        let (organisation, plan) = (OrganisationId(row.organisation_id), PlanId(row.plan_id));
        row.roles.found(person, AtProgressReview { organisation, review, plan, is_open: row.is_open })
    }))
}
