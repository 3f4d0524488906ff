//! The form for adding and editing an action.

use model::{
    Date,
    charter::Charter,
    core::date_bounds::DateKind,
    plan::{
        action::{ActionDetails, ActionDraft},
        timescale,
    },
};
use serde::Deserialize;
use web_shell::core::form::{Choice, DateFields, Errors};

/// The fields as typed, each by the name of its [`ActionField`](model::plan::action::ActionField).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ActionForm {
    pub(super) revision: String,
    pub(super) text: String,
    themes: Vec<String>,
    category: String,
    pub(super) owner: String,
    #[serde(rename = "starts-day")]
    starts_day: String,
    #[serde(rename = "starts-month")]
    starts_month: String,
    #[serde(rename = "starts-year")]
    starts_year: String,
    pub(super) timescale: String,
    #[serde(rename = "due-day")]
    due_day: String,
    #[serde(rename = "due-month")]
    due_month: String,
    #[serde(rename = "due-year")]
    due_year: String,
    pub(super) measure: String,
    pub(super) resource: String,
    pub(super) rationale: String,
    recommendations: Vec<String>,
    allied: Vec<String>,
}

/// The fields and their options, for the template.
pub(super) struct ActionFormView {
    pub(super) form: ActionForm,
    pub(super) themes: Vec<Choice>,
    pub(super) categories: Vec<Choice>,
    pub(super) recommendations: Vec<Choice>,
    pub(super) allied: Vec<Choice>,
    pub(super) starts: DateFields,
    pub(super) due: DateFields,
}

impl ActionForm {
    /// The form of an existing action. A due date that follows from the timescale is left blank, so that changing the
    /// timescale changes the date too.
    pub(super) fn of(details: &ActionDetails, revision: i64) -> Self {
        let draft = ActionDraft::from(details.clone());
        let implied = timescale::due(&draft.timescale);
        let due = draft.due.filter(|day| implied != Some(*day)).map(DateFields::from).unwrap_or_default();
        let starts = draft.starts.map(DateFields::from).unwrap_or_default();
        Self {
            revision: revision.to_string(),
            text: draft.text,
            themes: draft.themes,
            category: draft.category,
            owner: draft.owner,
            starts_day: starts.day,
            starts_month: starts.month,
            starts_year: starts.year,
            timescale: draft.timescale,
            due_day: due.day,
            due_month: due.month,
            due_year: due.year,
            measure: draft.measure,
            resource: draft.resource,
            rationale: draft.rationale,
            recommendations: draft.recommendations,
            allied: draft.allied,
        }
    }

    /// Parses the fields.
    pub(super) fn parse(&self, charter: &Charter, today: Date) -> Result<ActionDetails, Errors> {
        let mut errors = Errors::none();
        let starts = errors.collect("starts", self.starts().read(DateKind::Planned, "Start date", today)).flatten();
        let due = errors.collect("due", self.due().read(DateKind::Planned, "Due date", today)).flatten();
        let draft = ActionDraft {
            text: self.text.clone(),
            themes: self.themes.clone(),
            category: self.category.clone(),
            owner: self.owner.clone(),
            starts,
            due,
            timescale: self.timescale.clone(),
            measure: self.measure.clone(),
            resource: self.resource.clone(),
            rationale: self.rationale.clone(),
            recommendations: self.recommendations.clone(),
            allied: self.allied.clone(),
        };
        match ActionDetails::parse_on(&draft, charter, today) {
            Ok(details) if errors.is_empty() => Ok(details),
            Ok(_) => Err(errors),
            Err(flaws) => {
                for flaw in flaws {
                    errors.add(flaw.field.name(), flaw.message);
                }
                Err(errors)
            }
        }
    }

    /// The revision that was edited; 0, which does not exist, if it cannot be parsed.
    pub(super) fn revision(&self) -> i64 {
        self.revision.parse().unwrap_or(0)
    }

    /// Adds the options from the charter.
    pub(super) fn fields(self, charter: &Charter) -> ActionFormView {
        let chosen = |keys: &[String], key: &str| keys.iter().any(|one| one == key);
        let themes = charter.themes.iter().map(|theme| {
            let is_chosen = chosen(&self.themes, theme.id.as_str());
            Choice::new(theme.id.as_str(), &theme.name, is_chosen).hint(&theme.definition)
        });
        let category = |key: &str, name: &str| Choice::new(key, name, self.category == key);
        let categories = charter.categories.iter().map(|one| category(one.id.as_str(), &one.name));
        let recommendations = charter.recommendations.iter().flat_map(|set| &set.recommendations);
        let recommendations = recommendations
            .map(|one| Choice::new(one.id.as_str(), &one.label, chosen(&self.recommendations, one.id.as_str())));
        let allied = charter
            .allied
            .iter()
            .map(|one| Choice::new(one.id.as_str(), &one.name, chosen(&self.allied, one.id.as_str())));
        ActionFormView {
            themes: themes.collect(),
            categories: std::iter::once(category("", "No category")).chain(categories).collect(),
            recommendations: recommendations.collect(),
            allied: allied.collect(),
            starts: self.starts(),
            due: self.due(),
            form: self,
        }
    }

    fn starts(&self) -> DateFields {
        DateFields { day: self.starts_day.clone(), month: self.starts_month.clone(), year: self.starts_year.clone() }
    }
    fn due(&self) -> DateFields {
        DateFields { day: self.due_day.clone(), month: self.due_month.clone(), year: self.due_year.clone() }
    }
}
