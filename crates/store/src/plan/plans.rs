//! Plans, each with its actions and their latest progress updates: two queries, however many actions there are.

pub(crate) mod checked;
mod owner_versions;
mod past;
mod rows;

pub use owner_versions::{AssignedTo, owners_before};
pub use past::{PastPlan, before};
use rows::PlacedActionRow;
pub(crate) use rows::ProgressUpdateColumns;

use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{Day, Number, Text},
        write_permit::WritePermit,
    },
    plan::actions::columns,
};
use model::{
    ActionId, Date, OrganisationId, PlanId, Timestamp,
    assessment::Step,
    core::permit::{Audience, EditPlan, Permit, ReadAssessment, ReadInternal, ReadPlan},
    plan::{Placed, Plan, Tally, Term},
    work::event::EventKind,
};
use std::{collections::BTreeMap, sync::LazyLock};
use uuid::Uuid;

/// A plan with its actions.
pub async fn read(tx: &mut Tx, may: &Permit<ReadPlan>) -> Result<Option<Plan>, Error> {
    load(tx, may.place().organisation, may.place().plan, may.audience()).await
}

/// The plan that a self-assessment rates; none at a first stage or if none was imported.
pub async fn rated(tx: &mut Tx, may: &Permit<ReadAssessment>) -> Result<Option<Plan>, Error> {
    let at = may.place();
    let row: Option<(Option<Uuid>,)> = tx
        .query("select rated_plan_id from assessment where id = $1 and organisation_id = $2")
        .bind(at.assessment.0)
        .bind(at.organisation.0)
        .optional()
        .await?;
    match row {
        Some((Some(plan),)) => load(tx, at.organisation, PlanId(plan), may.audience()).await,
        _ => Ok(None),
    }
}

/// The plan that everyone may read: the newest whose self-assessment was submitted, here or on paper.
pub async fn current_public(tx: &mut Tx, organisation: OrganisationId) -> Result<Option<Plan>, Error> {
    let row: Option<(Uuid,)> = tx
        .query(
            "select p.id from plan p join assessment a on a.plan_id = p.id
             where p.organisation_id = $1 and a.step = 'submitted'
             order by p.starts_on desc, p.created_at desc limit 1",
        )
        .bind(organisation.0)
        .optional()
        .await?;
    match row {
        Some((plan,)) => load(tx, organisation, PlanId(plan), Audience::Others).await,
        None => Ok(None),
    }
}

/// A plan in the list of its organisation's plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPlan {
    /// Its identity.
    pub id: PlanId,
    /// Its first day.
    pub starts: Date,
    /// Its last day.
    pub ends: Date,
    /// The stage and the step of the self-assessment that it is part of; none for a plan that was imported alone.
    pub part_of: Option<(u8, Step)>,
    /// How many of its live actions have each rating.
    pub tally: Tally,
}

impl ListedPlan {
    /// Whether it is in force: submitted, or imported alone. The newest of these is the current plan.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.part_of.is_none_or(|(_, step)| step == Step::Submitted)
    }
}

/// The plans of an organisation, newest first.
pub async fn list(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<ListedPlan>, Error> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: Uuid,
        starts_on: Day,
        ends_on: Day,
        stage: Option<Number<u8>>,
        step: Option<Text<Step>>,
        green: Number<usize>,
        amber: Number<usize>,
        red: Number<usize>,
        actions: Number<usize>,
    }
    let rows: Vec<Row> = tx
        .query(
            "select p.id, p.starts_on, p.ends_on, a.stage, a.step,
                 cast(count(case when g.colour = 'green' then 1 end) as bigint) as green,
                 cast(count(case when g.colour = 'amber' then 1 end) as bigint) as amber,
                 cast(count(case when g.colour = 'red' then 1 end) as bigint) as red,
                 cast(count(x.action_id) as bigint) as actions
             from plan p
             left join assessment a on a.plan_id = p.id
             left join plan_action x on x.plan_id = p.id and x.ended is null
             left join action c on c.id = x.action_id
             left join progress_update g on g.id = c.progress_update_id
             where p.organisation_id = $1
             group by p.id, p.starts_on, p.ends_on, p.created_at, a.stage, a.step
             order by p.starts_on desc, p.created_at desc",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (green, amber, red) = (row.green.0, row.amber.0, row.red.0);
            ListedPlan {
                id: PlanId(row.id),
                starts: row.starts_on.0,
                ends: row.ends_on.0,
                part_of: row.stage.zip(row.step).map(|(Number(stage), Text(step))| (stage, step)),
                tally: Tally { green, amber, red, unknown: row.actions.0 - green - amber - red },
            }
        })
        .collect())
}

/// Changes when a plan begins and how long it lasts.
pub async fn change_term(tx: &mut Tx, may: &WritePermit<EditPlan>, term: Term, now: Timestamp) -> Result<(), Error> {
    let at = may.place();
    let before: (i64, Day) = tx
        .query("select months, starts_on from plan where id = $1 and organisation_id = $2")
        .bind(at.plan.0)
        .bind(at.organisation.0)
        .one()
        .await?;
    let mut fields = Vec::new();
    if before.1 != Day(term.starts) {
        fields.push("start date".to_owned());
    }
    if before.0 != i64::from(term.months) {
        fields.push("length".to_owned());
    }
    if fields.is_empty() {
        return Ok(());
    }
    tx.query("update plan set months = $1, starts_on = $2, ends_on = $3 where id = $4 and organisation_id = $5")
        .bind(i64::from(term.months))
        .bind(Day(term.starts))
        .bind(Day(term.ends()))
        .bind(at.plan.0)
        .bind(at.organisation.0)
        .run()
        .await?;
    let subject = Subject::organisation(at.organisation);
    events::record(tx, may.author(), subject, &EventKind::PlanChanged { fields }, now).await
}

/// A plan of that organisation as an audience reads it, for callers in this crate that hold a permit.
pub(crate) async fn load(
    tx: &mut Tx,
    organisation: OrganisationId,
    plan: PlanId,
    audience: Audience,
) -> Result<Option<Plan>, Error> {
    Ok(load_two(tx, organisation, [plan, plan], audience).await?.pop())
}

/// Those of two plans that are that organisation's, each as an audience reads it: two queries for both.
pub(crate) async fn load_two(
    tx: &mut Tx,
    organisation: OrganisationId,
    plans: [PlanId; 2],
    audience: Audience,
) -> Result<Vec<Plan>, Error> {
    let heads = heads(tx, organisation, plans).await?;
    let mut actions: BTreeMap<Uuid, Vec<Placed>> = BTreeMap::new();
    for row in rows(tx, plans, None).await? {
        actions.entry(row.plan_id).or_default().push(Placed::try_from(row)?.for_audience(audience));
    }
    Ok(filled(organisation, heads, actions))
}

/// A plan without its actions: its id, length and days.
type Head = (Uuid, Number<u16>, Day, Day);

async fn heads(tx: &mut Tx, organisation: OrganisationId, plans: [PlanId; 2]) -> Result<Vec<Head>, Error> {
    tx.query("select id, months, starts_on, ends_on from plan where id in ($1, $2) and organisation_id = $3")
        .bind(plans[0].0)
        .bind(plans[1].0)
        .bind(organisation.0)
        .all()
        .await
}

/// The plans with their actions.
fn filled(organisation: OrganisationId, heads: Vec<Head>, mut actions: BTreeMap<Uuid, Vec<Placed>>) -> Vec<Plan> {
    let filled = |(id, Number(months), Day(starts), Day(ends))| Plan {
        id: PlanId(id),
        organisation,
        months,
        starts,
        ends,
        actions: actions.remove(&id).unwrap_or_default(),
    };
    heads.into_iter().map(filled).collect()
}

/// The actions of a plan in their positions, or one of them, as an audience reads them. Callers that write them back read them
/// as [`Audience::Members`].
pub(crate) async fn placed(
    tx: &mut Tx,
    plan: PlanId,
    only: Option<ActionId>,
    audience: Audience,
) -> Result<Vec<Placed>, Error> {
    let rows = rows(tx, [plan, plan], only).await?;
    rows.into_iter().map(|row| Ok(Placed::try_from(row)?.for_audience(audience))).collect()
}

async fn rows(tx: &mut Tx, plans: [PlanId; 2], only: Option<ActionId>) -> Result<Vec<PlacedActionRow>, Error> {
    static ACTIONS: LazyLock<String> = LazyLock::new(|| {
        let details = columns::names_of("c");
        format!(
            "select c.id, {details}, c.open_since, c.revision, c.created_at,
                 case when x.origin = 'continued' then
                     (select min(q.starts_on) from plan_action y join plan q on q.id = y.plan_id where y.action_id = c.id)
                 else p.starts_on end as first_planned,
                 x.plan_id, x.origin, x.follows, x.ended, x.ended_reason, x.merged_into,
                 g.colour, g.explanation, g.learning, g.recorded_at, coalesce(h.name, w.name) as who
             from plan p join plan_action x on x.plan_id = p.id join action c on c.id = x.action_id
             left join progress_update g on g.id = c.progress_update_id
             left join person h on h.id = g.person_id left join owner w on w.id = g.owner_id
             where p.id in ($1, $2) and ($3 is null or c.id = $3) order by x.position, x.added_at, c.id"
        )
    });
    tx.query(&ACTIONS).bind(plans[0].0).bind(plans[1].0).bind(only.map(|action| action.0)).all().await
}
