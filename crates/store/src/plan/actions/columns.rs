//! The columns of an action's details. Both tables, `action` and `action_version`, have them; no other file of this crate
//! lists them all.

use crate::core::{db::Query, values::Day};
use model::{
    AlliedKey, CategoryKey, RecommendationKey, ThemeKey,
    plan::action::{ActionDetails, ActionField, FieldKind},
};
use sqlx::types::Json;

macro_rules! columns {
    ($($column:ident $field:ident: $type:ty, |$value:ident| $bind:expr, |$read:ident| $content:expr;)*) => {
        /// Their names, in the order in which [`bind`] binds their values.
        const NAMES: &[&str] = &[$(stringify!($column)),*];

        /// Binds the values of all columns to the first placeholders.
        pub(crate) fn bind<'t>(query: Query<'t>, details: &ActionDetails) -> Query<'t> {
            // Every field is named, so that a new one does not compile before it is stored.
            let ActionDetails { $($field),* } = details;
            query$(.bind({
                let $value = $field;
                $bind
            }))*
        }

        /// The columns as they are read.
        #[derive(sqlx::FromRow)]
        pub(crate) struct DetailsRow {
            $($column: $type,)*
        }

        impl From<DetailsRow> for ActionDetails {
            fn from(row: DetailsRow) -> Self {
                Self {
                    $($field: {
                        let $read = row.$column;
                        $content
                    },)*
                }
            }
        }
    };
}

// In each row: the column, its field, its type, the value of the field that is stored, and the field of what is read.
columns! {
    text text: String, |text| text.as_str(), |text| text;
    themes themes: Json<Vec<ThemeKey>>, |themes| Json(themes), |themes| themes.0;
    category category: Option<String>, |key| key.as_ref().map(CategoryKey::as_str), |key| key.as_deref().map(CategoryKey::from);
    owner owner: String, |text| text.as_str(), |text| text;
    starts_on starts: Option<Day>, |day| day.map(Day), |day| day.map(|day| day.0);
    due_on due: Option<Day>, |day| day.map(Day), |day| day.map(|day| day.0);
    timescale timescale: String, |text| text.as_str(), |text| text;
    measure measure: String, |text| text.as_str(), |text| text;
    resource resource: String, |text| text.as_str(), |text| text;
    rationale rationale: String, |text| text.as_str(), |text| text;
    recommendations recommendations: Json<Vec<RecommendationKey>>, |keys| Json(keys), |keys| keys.0;
    allied allied: Json<Vec<AlliedKey>>, |keys| Json(keys), |keys| keys.0;
}

/// The names with the alias of their table: `c.text, c.themes, …`
pub(crate) fn names_of(alias: &str) -> String {
    NAMES.iter().map(|name| format!("{alias}.{name}")).collect::<Vec<_>>().join(", ")
}

/// The names of the columns of texts that people write. Such a column has the name of its field.
pub(crate) fn of_texts() -> impl Iterator<Item = &'static str> {
    ActionField::ALL.iter().filter(|field| matches!(field.kind(), FieldKind::Text(_))).map(|field| field.name())
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
