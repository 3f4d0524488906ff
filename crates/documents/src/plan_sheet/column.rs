//! The columns of a plan's workbook.

use crate::charter_names;
use model::{
    Date, RecommendationKey,
    charter::{Charter, rating::Colour},
    plan::action::Action,
};
use serde::{Deserialize, Serialize};

/// A column, which holds one field of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the field of an action that it holds")]
pub enum Column {
    Themes,
    Action,
    Owner,
    Starts,
    Due,
    Timescale,
    Measure,
    Resource,
    Rating,
    /// Stored as `Words`.
    #[serde(rename = "Words")]
    Explanation,
    Learning,
    Category,
    Rationale,
    Recommendations,
    Allied,
}

/// The heading of the last column, which identifies the action of a row.
pub(super) const IDENTITY: &str = "Action ID";

/// The former heading of that column; workbooks with it are still read.
pub(super) const FORMER_IDENTITY: &str = "Identity";

impl Column {
    /// All columns, from the left.
    pub const ALL: [Self; 15] = [
        Self::Themes,
        Self::Action,
        Self::Owner,
        Self::Starts,
        Self::Due,
        Self::Timescale,
        Self::Measure,
        Self::Resource,
        Self::Rating,
        Self::Explanation,
        Self::Learning,
        Self::Category,
        Self::Rationale,
        Self::Recommendations,
        Self::Allied,
    ];

    /// Its heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Themes => "Theme",
            Self::Action => "Action",
            Self::Owner => "Owner",
            Self::Starts => "Start date",
            Self::Due => "Due date",
            Self::Timescale => "Timescale",
            Self::Measure => "Success measure",
            Self::Resource => "Resources",
            Self::Rating => "RAG rating",
            Self::Explanation => "Explanation",
            Self::Learning => "Learning",
            Self::Category => "Category",
            Self::Rationale => "Rationale",
            Self::Recommendations => "Recommendations",
            Self::Allied => "Other charters",
        }
    }

    /// Its heading in workbooks written before it was renamed, which are still read.
    pub(super) fn former_heading(self) -> Option<&'static str> {
        match self {
            Self::Measure => Some("Measure of success"),
            Self::Resource => Some("Resource"),
            Self::Rating => Some("RAG"),
            Self::Explanation => Some("Comment"),
            _ => None,
        }
    }

    /// A description of what to enter, for the sheet of notes.
    pub(super) fn description(self, charter: &Charter) -> String {
        let words = match self {
            Self::Themes => "The theme of the action. Separate several with semicolons.",
            Self::Action => "What you will do, in a sentence.",
            Self::Owner => "The one person or post responsible for the action.",
            Self::Starts => "The first day, as a date.",
            Self::Due => "The last day, as a date. Leave blank if not known.",
            Self::Timescale => {
                "When it will be done, in words: “By March 2027”, “ongoing”. It must match the due date, if there is one."
            }
            Self::Measure => "How you will know that the action has succeeded.",
            Self::Resource => "The money, time and people needed.",
            Self::Rating => {
                return format!("{}. Leave blank if not known.", ratings(charter));
            }
            Self::Explanation => "What happened. Required for a red action: why it is still to be carried out.",
            Self::Learning => "What you learned.",
            Self::Category => "One category from the list.",
            Self::Rationale => "Why you chose this action.",
            Self::Recommendations => "The recommendations that the action carries out, separated by semicolons.",
            Self::Allied => "The other charters that the action supports, separated by semicolons.",
        };
        words.to_owned()
    }

    /// Whether it is printed. The last columns are for those who maintain the plan.
    pub(super) fn is_printed(self) -> bool {
        !matches!(self, Self::Category | Self::Rationale | Self::Recommendations | Self::Allied)
    }

    /// Its width, in characters.
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Action => 40.0,
            Self::Measure | Self::Explanation => 28.0,
            Self::Learning | Self::Rationale | Self::Recommendations => 24.0,
            Self::Resource | Self::Category | Self::Allied => 20.0,
            Self::Themes | Self::Owner => 17.0,
            Self::Timescale | Self::Rating => 15.0,
            Self::Starts | Self::Due => 12.0,
        }
    }

    /// The date in this column, if it holds one.
    pub(super) fn day(self, action: &Action) -> Option<Date> {
        match self {
            Self::Starts => action.details.starts,
            Self::Due => action.details.due,
            _ => None,
        }
    }

    /// The text of this column for an action. Reading the workbook gives the same text back.
    pub(super) fn text<'a>(self, action: &'a Action, charter: &'a Charter) -> String {
        let list = |names: Vec<&str>| names.join("; ");
        let (details, update) = (&action.details, action.progress_update.as_ref());
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        match self {
            Self::Themes => list(
                details
                    .themes
                    .iter()
                    .map(|key| charter_names::name(key.as_str(), charter_names::themes(charter)))
                    .collect(),
            ),
            Self::Action => details.text.clone(),
            Self::Owner => details.owner.clone(),
            Self::Starts => day(details.starts),
            Self::Due => day(details.due),
            Self::Timescale => details.timescale.clone(),
            Self::Measure => details.measure.clone(),
            Self::Resource => details.resource.clone(),
            Self::Rating => action.colour().map(|colour| rating(colour, charter)).unwrap_or_default(),
            Self::Explanation => update.map(|update| update.explanation().to_owned()).unwrap_or_default(),
            Self::Learning => update.map(|update| update.learning.clone()).unwrap_or_default(),
            Self::Category => list(
                details
                    .category
                    .iter()
                    .map(|key| charter_names::name(key.as_str(), charter_names::categories(charter)))
                    .collect(),
            ),
            Self::Rationale => details.rationale.clone(),
            Self::Recommendations => {
                let name = |key: &'a RecommendationKey| {
                    charter_names::name(key.as_str(), charter_names::recommendations(charter))
                };
                list(details.recommendations.iter().map(name).collect())
            }
            Self::Allied => list(
                details
                    .allied
                    .iter()
                    .map(|key| charter_names::name(key.as_str(), charter_names::allied(charter)))
                    .collect(),
            ),
        }
    }
}

/// The name of a colour. It precedes the charter's term, and conditional formatting searches for it.
pub(super) fn colour_name(colour: Colour) -> &'static str {
    match colour {
        Colour::Green => "Green",
        Colour::Amber => "Amber",
        Colour::Red => "Red",
    }
}

/// A rating as a cell shows it: "Green – Completed".
pub(super) fn rating(colour: Colour, charter: &Charter) -> String {
    format!("{} – {}", colour_name(colour), charter.word(Some(colour)))
}

fn ratings(charter: &Charter) -> String {
    Colour::ALL.map(|colour| format!("“{}”", rating(colour, charter))).join(", ")
}
