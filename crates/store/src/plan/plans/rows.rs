//! The rows of a plan's actions, as the database gives them and as the model holds them.

use crate::{
    core::values::{At, Day},
    plan::actions::columns::DetailsRow,
};
use model::{
    ActionId,
    charter::rating::{Colour, Rating},
    plan::{
        Ended, Origin, Placed,
        action::{Action, ProgressUpdate},
    },
};
use uuid::Uuid;

/// An action in its position, with its latest progress update.
#[derive(sqlx::FromRow)]
pub(crate) struct PlacedActionRow {
    pub(crate) plan_id: Uuid,
    id: Uuid,
    #[sqlx(flatten)]
    details: DetailsRow,
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

impl PlacedActionRow {
    /// Which action it is.
    pub(crate) fn action(&self) -> ActionId {
        ActionId(self.id)
    }
}

impl From<PlacedActionRow> for Placed {
    fn from(row: PlacedActionRow) -> Self {
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
        let progress_update = row.colour.zip(row.recorded_at).map(|(colour, at)| {
            self::progress_update(
                &colour,
                row.explanation.unwrap_or_default(),
                row.learning.unwrap_or_default(),
                at,
                row.who,
            )
        });
        let action = Action {
            id: ActionId(row.id),
            details: row.details.into(),
            open_since: row.open_since.map(|day| day.0),
            first_planned: row.first_planned.0,
            created: row.created_at.0,
            revision: row.revision,
            progress_update,
        };
        Self { action, origin, ended }
    }
}

/// A progress update, from its columns.
pub(crate) fn progress_update(
    colour: &str,
    explanation: String,
    learning: String,
    at: At,
    who: Option<String>,
) -> ProgressUpdate {
    let colour = Colour::parse(colour).expect("a check constraint knows the colours");
    let rating = Rating::parse(colour, &explanation).expect("a red one was explained when it was written");
    let comment = if colour == Colour::Red { String::new() } else { explanation };
    ProgressUpdate { rating, comment, learning, at: at.0, who }
}
