//! The rows of a plan's actions, as the database gives them and as the model holds them.

use crate::core::values::{At, Day};
use model::{
    ActionId, AlliedKey, CategoryKey, RecommendationKey, ThemeKey,
    charter::rating::{Colour, Rating},
    plan::{
        Ended, Origin, Placed,
        action::{Action, ActionDetails, ProgressUpdate},
    },
};
use sqlx::types::Json;
use uuid::Uuid;

/// An action in its place, with the last that was said of it.
#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) plan_id: Uuid,
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

impl Row {
    /// Which action it is.
    pub(crate) fn action(&self) -> ActionId {
        ActionId(self.id)
    }
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
        let promise = ActionDetails {
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
pub(crate) fn news(colour: &str, explanation: String, learning: String, at: At, who: Option<String>) -> ProgressUpdate {
    let colour = Colour::parse(colour).expect("a check constraint knows the colours");
    let rating = Rating::parse(colour, &explanation).expect("a red one was explained when it was written");
    let comment = if colour == Colour::Red { String::new() } else { explanation };
    ProgressUpdate { rating, comment, learning, at: at.0, who }
}
