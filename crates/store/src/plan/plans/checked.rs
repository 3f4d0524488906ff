//! Plans as the completeness check reads them. Each column of each action costs as much as a small query, and the check reads half of them.

use super::{filled, heads, rows::origin};
use crate::core::{
    db::{Error, Tx},
    values::{Day, Text},
};
use model::{
    ActionId, OrganisationId, PlanId, ThemeKey, Timestamp,
    charter::rating::{Colour, Rating},
    core::permit::Audience,
    plan::{
        Ended, Placed, Plan,
        action::{Action, ActionDetails, ProgressUpdate},
    },
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    plan_id: Uuid,
    id: Uuid,
    text: String,
    themes: Json<Vec<ThemeKey>>,
    owner: String,
    starts_on: Option<Day>,
    due_on: Option<Day>,
    timescale: String,
    measure: String,
    origin: String,
    follows: Option<Uuid>,
    has_ended: bool,
    colour: Option<Text<Colour>>,
    explanation: Option<String>,
}

impl Row {
    /// The action, with blanks for what is not checked.
    fn placed(self, plan: &super::Head) -> Result<Placed, Error> {
        let Day(starts) = plan.2;
        let details = ActionDetails {
            text: self.text,
            themes: self.themes.0,
            owner: self.owner,
            starts: self.starts_on.map(|day| day.0),
            due: self.due_on.map(|day| day.0),
            timescale: self.timescale,
            measure: self.measure,
            ..ActionDetails::default()
        };
        let action = Action {
            id: ActionId(self.id),
            details,
            open_since: None,
            first_planned: starts,
            created: Timestamp::UNIX_EPOCH,
            revision: 0,
            progress_update: match self.colour {
                Some(Text(colour)) => Some(update(colour, &self.explanation.unwrap_or_default())?),
                None => None,
            },
        };
        let ended = self.has_ended.then(|| Ended::Withdrawn { reason: String::new() });
        Ok(Placed { action, origin: origin(&self.origin, self.follows)?, ended })
    }
}

/// A progress update of which only the rating is known.
fn update(colour: Colour, explanation: &str) -> Result<ProgressUpdate, Error> {
    let rating = Rating::parse(colour, explanation)
        .map_err(|_| Error::Decode("a red progress update without an explanation".into()))?;
    Ok(ProgressUpdate { rating, comment: String::new(), learning: String::new(), at: Timestamp::UNIX_EPOCH, who: None })
}

/// Those of two plans that are that organisation's: two queries for both. Only what the completeness check reads of an action is in them, so
/// that they are for nothing else.
pub(crate) async fn load_two(
    tx: &mut Tx,
    organisation: OrganisationId,
    plans: [PlanId; 2],
    audience: Audience,
) -> Result<Vec<Plan>, Error> {
    let heads = heads(tx, organisation, plans).await?;
    let rows: Vec<Row> = tx
        .query(
            "select x.plan_id, c.id, c.text, c.themes, c.owner, c.starts_on, c.due_on, c.timescale, c.measure,
                 x.origin, x.follows, x.ended is not null as has_ended, g.colour,
                 case when g.colour = 'red' then g.explanation end as explanation
             from plan_action x join action c on c.id = x.action_id left join progress_update g on g.id = c.progress_update_id
             where x.plan_id in ($1, $2) order by x.position, x.added_at, c.id",
        )
        .bind(plans[0].0)
        .bind(plans[1].0)
        .all()
        .await?;
    let mut actions: BTreeMap<Uuid, Vec<Placed>> = BTreeMap::new();
    for row in rows {
        // Actions of a plan of another organisation are left out with it.
        let Some(plan) = heads.iter().find(|head| head.0 == row.plan_id) else { continue };
        actions.entry(plan.0).or_default().push(row.placed(plan)?.for_audience(audience));
    }
    Ok(filled(organisation, heads, actions))
}
