//! Converts the rows of a plan's actions to the model's types.

use crate::{
    core::{
        db::Error,
        values::{At, Day, Text},
    },
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
    #[sqlx(flatten)]
    progress_update: ProgressUpdateColumns,
}

impl PlacedActionRow {
    /// The identity of the action.
    pub(crate) fn action(&self) -> ActionId {
        ActionId(self.id)
    }
}

impl TryFrom<PlacedActionRow> for Placed {
    type Error = Error;

    fn try_from(row: PlacedActionRow) -> Result<Self, Error> {
        let origin = origin(&row.origin, row.follows)?;
        let reason = row.ended_reason.unwrap_or_default();
        let ended = match (row.ended.as_deref(), row.merged_into) {
            (Some("merged"), Some(into)) => Some(Ended::Merged { into: ActionId(into), reason }),
            (Some(_), _) => Some(Ended::Withdrawn { reason }),
            (None, _) => None,
        };
        let action = Action {
            id: ActionId(row.id),
            details: row.details.into(),
            open_since: row.open_since.map(|day| day.0),
            first_planned: row.first_planned.0,
            created: row.created_at.0,
            revision: row.revision,
            progress_update: row.progress_update.read()?,
        };
        Ok(Self { action, origin, ended })
    }
}

/// How an action came into a plan.
pub(super) fn origin(word: &str, follows: Option<Uuid>) -> Result<Origin, Error> {
    match (word, follows) {
        ("continued", _) => Ok(Origin::Continued),
        ("related", Some(follows)) => Ok(Origin::Related(ActionId(follows))),
        ("new", _) => Ok(Origin::New),
        _ => Err(Error::Decode("plan_action.origin is not a known value".into())),
    }
}

/// The columns of a progress update where there may be none, for `#[sqlx(flatten)]`.
#[derive(sqlx::FromRow)]
pub(crate) struct ProgressUpdateColumns {
    colour: Option<Text<Colour>>,
    explanation: Option<String>,
    learning: Option<String>,
    recorded_at: Option<At>,
    who: Option<String>,
}

impl ProgressUpdateColumns {
    /// The progress update, where there is one.
    ///
    /// # Errors
    /// If it is red and has no explanation.
    pub(crate) fn read(self) -> Result<Option<ProgressUpdate>, Error> {
        let Some((Text(colour), At(at))) = self.colour.zip(self.recorded_at) else { return Ok(None) };
        let (explanation, learning) = (self.explanation.unwrap_or_default(), self.learning.unwrap_or_default());
        let rating = Rating::parse(colour, &explanation)
            .map_err(|_| Error::Decode("a red progress update without an explanation".into()))?;
        let comment = if colour == Colour::Red { String::new() } else { explanation };
        Ok(Some(ProgressUpdate { rating, comment, learning, at, who: self.who }))
    }
}
