//! The columns of an action's details. Both tables, `action` and `action_version`, have them; no other file of this crate
//! lists them all.

use crate::core::{db::Query, values::Day};
use model::{AlliedKey, CategoryKey, RecommendationKey, ThemeKey, plan::action::ActionDetails};
use sqlx::types::Json;

/// Their names, in the order in which [`bind`] binds their values.
const NAMES: [&str; 12] = [
    "text",
    "themes",
    "category",
    "owner",
    "starts_on",
    "due_on",
    "timescale",
    "measure",
    "resource",
    "rationale",
    "recommendations",
    "allied",
];

/// The names with the alias of their table: `c.text, c.themes, …`
pub(crate) fn names_of(alias: &str) -> String {
    NAMES.map(|name| format!("{alias}.{name}")).join(", ")
}

/// The names alone: `text, themes, …`
pub(crate) fn names() -> String {
    NAMES.join(", ")
}

/// A placeholder for each column: `$1, $2, …`
pub(crate) fn placeholders() -> String {
    (1..=NAMES.len()).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// Every column with its placeholder: `text = $1, themes = $2, …`
pub(crate) fn assignments() -> String {
    let assigned = NAMES.iter().zip(1..).map(|(name, number)| format!("{name} = ${number}"));
    assigned.collect::<Vec<_>>().join(", ")
}

/// The placeholder that follows those of the columns: `after(1)` is the first of them.
pub(crate) fn after(number: usize) -> String {
    format!("${}", NAMES.len() + number)
}

/// Binds the values of all columns to the first placeholders.
pub(crate) fn bind<'t>(query: Query<'t>, details: &ActionDetails) -> Query<'t> {
    // Every field is named, so that a new one does not compile before it is stored.
    let ActionDetails {
        text,
        themes,
        category,
        owner,
        starts,
        due,
        timescale,
        measure,
        resource,
        rationale,
        recommendations,
        allied,
    } = details;
    query
        .bind(text.as_str())
        .bind(Json(themes))
        .bind(category.as_ref().map(CategoryKey::as_str))
        .bind(owner.as_str())
        .bind(starts.map(Day))
        .bind(due.map(Day))
        .bind(timescale.as_str())
        .bind(measure.as_str())
        .bind(resource.as_str())
        .bind(rationale.as_str())
        .bind(Json(recommendations))
        .bind(Json(allied))
}

/// The columns as they are read.
#[derive(sqlx::FromRow)]
pub(crate) struct DetailsRow {
    text: String,
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
}

impl From<DetailsRow> for ActionDetails {
    fn from(row: DetailsRow) -> Self {
        Self {
            text: row.text,
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
        }
    }
}
