//! Plans, each with its actions and the last that was said of each: two queries, however many actions there are.

use crate::{
    db::{Error, Tx},
    values::{At, Day},
};
use model::{
    ActionId, AlliedKey, CategoryKey, OrganisationId, PlanId, RecommendationKey, ThemeKey,
    action::{Action, News, Promise},
    permit::{Permit, ReadAssessment, ReadPlan},
    plan::{Ended, Origin, Placed, Plan},
    rating::{Colour, Rating},
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A plan with everything in it.
pub async fn read(tx: &mut Tx, may: &Permit<ReadPlan>) -> Result<Option<Plan>, Error> {
    load(tx, may.place().organisation, may.place().plan).await
}

/// The plan that a self-assessment rates; none at a first stage or where none was read in.
pub async fn rated(tx: &mut Tx, may: &Permit<ReadAssessment>) -> Result<Option<Plan>, Error> {
    let at = may.place();
    let row: Option<(Option<Uuid>,)> = tx
        .query("select rated_plan_id from assessment where id = $1 and organisation_id = $2")
        .bind(at.assessment.0)
        .bind(at.organisation.0)
        .optional()
        .await?;
    match row {
        Some((Some(plan),)) => load(tx, at.organisation, PlanId(plan)).await,
        _ => Ok(None),
    }
}

/// A plan of that organisation with everything in it, for those in this crate who looked at a permit.
pub(crate) async fn load(tx: &mut Tx, organisation: OrganisationId, plan: PlanId) -> Result<Option<Plan>, Error> {
    Ok(both(tx, organisation, [plan, plan]).await?.pop())
}

/// Whichever of two plans are that organisation's, each with everything in it: two queries for both.
pub(crate) async fn both(tx: &mut Tx, organisation: OrganisationId, plans: [PlanId; 2]) -> Result<Vec<Plan>, Error> {
    let heads: Vec<(Uuid, i64, Day, Day)> = tx
        .query("select id, months, starts_on, ends_on from plan where id in ($1, $2) and organisation_id = $3")
        .bind(plans[0].0)
        .bind(plans[1].0)
        .bind(organisation.0)
        .all()
        .await?;
    let rows: Vec<Row> = tx
        .query(
            "select c.id, c.promise, c.themes, c.category, c.owner, c.starts_on, c.due_on, c.timescale, c.measure,
                 c.resource, c.rationale, c.recommendations, c.allied, c.open_since, c.revision, c.created_at,
                 (select min(q.starts_on) from plan_action y join plan q on q.id = y.plan_id
                  where y.action_id = c.id) as first_planned,
                 x.plan_id, x.origin, x.follows, x.ended, x.ended_reason, x.merged_into,
                 g.colour, g.explanation, g.learning, g.recorded_at, h.name as who
             from plan_action x join action c on c.id = x.action_id
             left join progress g on g.id = c.progress_id
             left join person h on h.id = g.person_id
             where x.plan_id in ($1, $2) and c.organisation_id = $3 order by x.position, x.added_at, c.id",
        )
        .bind(plans[0].0)
        .bind(plans[1].0)
        .bind(organisation.0)
        .all()
        .await?;
    let mut actions: BTreeMap<Uuid, Vec<Placed>> = BTreeMap::new();
    for row in rows {
        actions.entry(row.plan_id).or_default().push(row.into());
    }
    let filled = |(id, months, Day(starts), Day(ends)): (Uuid, i64, Day, Day)| Plan {
        id: PlanId(id),
        organisation,
        months: u16::try_from(months).expect("a plan is written with a u16 of months"),
        starts,
        ends,
        actions: actions.remove(&id).unwrap_or_default(),
    };
    Ok(heads.into_iter().map(filled).collect())
}

/// An action in its place, with the last that was said of it.
#[derive(sqlx::FromRow)]
struct Row {
    plan_id: Uuid,
    id: Uuid,
    promise: String,
    themes: Json<Vec<ThemeKey>>,
    category: Option<String>,
    owner: String,
    starts_on: Option<Day>,
    due_on: Option<Day>,
    timescale: String,
    measure: String,
    resource: String,
    rationale: String,
    recommendations: Json<Vec<RecommendationKey>>,
    allied: Json<Vec<AlliedKey>>,
    open_since: Option<Day>,
    revision: i64,
    created_at: At,
    first_planned: Day,
    origin: String,
    follows: Option<Uuid>,
    ended: Option<String>,
    ended_reason: Option<String>,
    merged_into: Option<Uuid>,
    colour: Option<String>,
    explanation: Option<String>,
    learning: Option<String>,
    recorded_at: Option<At>,
    who: Option<String>,
}

impl From<Row> for Placed {
    fn from(row: Row) -> Self {
        let origin = match (row.origin.as_str(), row.follows) {
            ("continued", _) => Origin::Continued,
            ("related", Some(follows)) => Origin::Related(ActionId(follows)),
            _ => Origin::New,
        };
        let reason = row.ended_reason.unwrap_or_default();
        let ended = match (row.ended.as_deref(), row.merged_into) {
            (Some("merged"), Some(into)) => Some(Ended::Merged { into: ActionId(into), reason }),
            (Some(_), _) => Some(Ended::Withdrawn { reason }),
            (None, _) => None,
        };
        let news = row.colour.zip(row.recorded_at).map(|(colour, at)| {
            news(&colour, row.explanation.unwrap_or_default(), row.learning.unwrap_or_default(), at, row.who)
        });
        let promise = Promise {
            text: row.promise,
            themes: row.themes.0,
            category: row.category.as_deref().map(CategoryKey::from),
            owner: row.owner,
            starts: row.starts_on.map(|day| day.0),
            due: row.due_on.map(|day| day.0),
            timescale: row.timescale,
            measure: row.measure,
            resource: row.resource,
            rationale: row.rationale,
            recommendations: row.recommendations.0,
            allied: row.allied.0,
        };
        let action = Action {
            id: ActionId(row.id),
            promise,
            open_since: row.open_since.map(|day| day.0),
            first_planned: row.first_planned.0,
            created: row.created_at.0,
            revision: row.revision,
            news,
        };
        Self { action, origin, ended }
    }
}

/// What was said, from its columns.
pub(crate) fn news(colour: &str, explanation: String, learning: String, at: At, who: Option<String>) -> News {
    let colour = Colour::parse(colour).expect("a check constraint knows the colours");
    let rating = Rating::parse(colour, &explanation).expect("a red one was explained when it was written");
    let comment = if colour == Colour::Red { String::new() } else { explanation };
    News { rating, comment, learning, at: at.0, who }
}
