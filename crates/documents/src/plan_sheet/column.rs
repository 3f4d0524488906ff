//! The columns of a plan's workbook: one row here for each.

use super::rating::{rating, ratings};
use model::{
    Date,
    charter::Charter,
    plan::action::{Action, ActionField, FieldKind},
};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A column, which holds one field of an action or of its last progress update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Column {
    /// A field of the action.
    Field(ActionField),
    /// The RAG rating.
    Rating,
    /// The explanation of the rating.
    Explanation,
    /// The learning.
    Learning,
}

/// The heading of the last column, which identifies the action of a row.
pub(super) const IDENTITY: &str = "Action ID";

/// The former heading of that column; workbooks with it are still read.
pub(super) const FORMER_IDENTITY: &str = "Identity";

/// How a column is written.
struct Layout {
    column: Column,
    heading: &'static str,
    /// Its heading in workbooks written before it was renamed, which are still read.
    former: Option<&'static str>,
    /// In characters.
    width: f64,
    /// The last columns are for those who maintain the plan.
    is_printed: bool,
    /// What to enter, for the sheet of notes.
    description: &'static str,
}

const fn layout(column: Column, heading: &'static str, width: f64, description: &'static str) -> Layout {
    Layout { column, heading, former: None, width, is_printed: false, description }
}

impl Layout {
    const fn formerly(self, heading: &'static str) -> Self {
        Self { former: Some(heading), ..self }
    }

    const fn printed(self) -> Self {
        Self { is_printed: true, ..self }
    }
}

/// All columns, from the left. Their order is a stored format: that of the fingerprints in workbooks that were downloaded before. A new
/// column is added at the end.
static LAYOUT: [Layout; ActionField::ALL.len() + 3] = [
    layout(
        Column::Field(ActionField::Themes),
        "Theme",
        17.0,
        "The theme of the action. Separate several with semicolons.",
    )
    .printed(),
    layout(Column::Field(ActionField::Text), "Action", 40.0, "What you will do, in a sentence.").printed(),
    layout(Column::Field(ActionField::Owner), "Owner", 17.0, "The one person or post responsible for the action.")
        .printed(),
    layout(Column::Field(ActionField::Starts), "Start date", 12.0, "The first day, as a date.").printed(),
    layout(Column::Field(ActionField::Due), "Due date", 12.0, "The last day, as a date. Leave blank if not known.")
        .printed(),
    layout(
        Column::Field(ActionField::Timescale),
        "Timescale",
        15.0,
        "When it will be done, in words: “By March 2027”, “ongoing”. It must match the due date, if there is one.",
    )
    .printed(),
    layout(
        Column::Field(ActionField::Measure),
        "Success measure",
        28.0,
        "How you will know that the action has succeeded.",
    )
    .formerly("Measure of success")
    .printed(),
    layout(Column::Field(ActionField::Resource), "Resources", 20.0, "The money, time and people needed.")
        .formerly("Resource")
        .printed(),
    layout(Column::Rating, "RAG rating", 15.0, "Leave blank if not known.").formerly("RAG").printed(),
    layout(
        Column::Explanation,
        "Explanation",
        28.0,
        "What happened. Required for a red action: why it is still to be carried out.",
    )
    .formerly("Comment")
    .printed(),
    layout(Column::Learning, "Learning", 24.0, "What you learned.").printed(),
    layout(Column::Field(ActionField::Category), "Category", 20.0, "One category from the list."),
    layout(Column::Field(ActionField::Rationale), "Rationale", 24.0, "Why you chose this action."),
    layout(
        Column::Field(ActionField::Recommendations),
        "Recommendations",
        24.0,
        "The recommendations that the action carries out, separated by semicolons.",
    ),
    layout(
        Column::Field(ActionField::Allied),
        "Other charters",
        20.0,
        "The other charters that the action supports, separated by semicolons.",
    ),
];

impl From<Column> for String {
    fn from(column: Column) -> Self {
        column.heading().to_owned()
    }
}

impl TryFrom<String> for Column {
    type Error = String;

    fn try_from(heading: String) -> Result<Self, Self::Error> {
        Self::with_heading(|known| known == heading).ok_or_else(|| format!("no column is called {heading}"))
    }
}

/// From the left.
impl Ord for Column {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for Column {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Column {
    /// All columns, from the left.
    pub fn all() -> impl Iterator<Item = Self> {
        LAYOUT.iter().map(|layout| layout.column)
    }

    /// Its place in that order.
    pub(super) fn place(self) -> usize {
        LAYOUT.iter().position(|layout| layout.column == self).expect("a test finds every column here")
    }

    fn layout(self) -> &'static Layout {
        &LAYOUT[self.place()]
    }

    /// Its heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        self.layout().heading
    }

    /// The column with this heading, now or in an earlier version.
    pub(super) fn with_heading(is: impl Fn(&str) -> bool) -> Option<Self> {
        let found = LAYOUT.iter().find(|layout| is(layout.heading) || layout.former.is_some_and(&is));
        found.map(|layout| layout.column)
    }

    /// A description of what to enter, for the sheet of notes.
    pub(super) fn description(self, charter: &Charter) -> String {
        match self {
            Self::Rating => format!("{}. {}", ratings(charter), self.layout().description),
            Self::Field(_) | Self::Explanation | Self::Learning => self.layout().description.to_owned(),
        }
    }

    /// Whether it is printed.
    pub(super) fn is_printed(self) -> bool {
        self.layout().is_printed
    }

    /// Whether it is public what it holds, once it is submitted.
    pub(super) fn is_public(self) -> bool {
        match self {
            Self::Field(field) => field.is_public(),
            Self::Rating | Self::Explanation | Self::Learning => true,
        }
    }

    /// Its width, in characters.
    pub(super) fn width(self) -> f64 {
        self.layout().width
    }

    /// The date in this column, if it holds one.
    pub(super) fn day(self, action: &Action) -> Option<Date> {
        match self {
            Self::Field(field) => action.details.date(field),
            Self::Rating | Self::Explanation | Self::Learning => None,
        }
    }

    /// The text of this column for an action. Reading the workbook gives the same text back.
    pub(super) fn text(self, action: &Action, charter: &Charter) -> String {
        let (details, update) = (&action.details, action.progress_update.as_ref());
        match self {
            Self::Field(field) => match field.kind() {
                FieldKind::Text(_) => details.content(field),
                FieldKind::Date => self.day(action).map(|day| day.to_string()).unwrap_or_default(),
                FieldKind::Key | FieldKind::Keys => {
                    let content = details.content(field);
                    let keys = content.split(", ").filter(|key| !key.is_empty());
                    keys.map(|key| field.in_words(key, charter)).collect::<Vec<_>>().join("; ")
                }
            },
            Self::Rating => action.colour().map(|colour| rating(colour, charter)).unwrap_or_default(),
            Self::Explanation => update.map(|update| update.explanation().to_owned()).unwrap_or_default(),
            Self::Learning => update.map(|update| update.learning.clone()).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_column_and_the_order_of_those_that_workbooks_have_stays() {
        let fields = ActionField::ALL.iter().map(|field| Column::Field(*field));
        for column in fields.chain([Column::Rating, Column::Explanation, Column::Learning]) {
            assert_eq!(Column::all().filter(|one| *one == column).count(), 1, "{column:?}");
        }
        let first: Vec<&str> = Column::all().map(Column::heading).take(15).collect();
        let stored = [
            "Theme",
            "Action",
            "Owner",
            "Start date",
            "Due date",
            "Timescale",
            "Success measure",
            "Resources",
            "RAG rating",
            "Explanation",
            "Learning",
            "Category",
            "Rationale",
            "Recommendations",
            "Other charters",
        ];
        assert_eq!(first, stored);
    }
}
