//! The fields of the form of a round, as they were typed.

use model::{
    Date,
    core::date_bounds::DateKind,
    peer_review::{
        round::draft::{EnteredDates, RoundDraft},
        round::{RoundDates, RoundStep},
    },
};
use serde::Deserialize;
use std::collections::BTreeMap;
use web_shell::core::form::{DateFields, Errors};

/// The fields by name: `name`, `revision`, and the day, month and year of `first`, `due` and each step.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct RoundForm(BTreeMap<String, String>);

impl RoundForm {
    /// The form as it is first shown for a round with these dates.
    pub(super) fn of(name: &str, dates: &RoundDates, revision: i64) -> Self {
        let mut form = Self::default();
        form.0.insert("name".to_owned(), name.to_owned());
        let steps = RoundStep::ALL.into_iter().map(|step| (step.as_str(), dates.of(step)));
        for (field, date) in [("first", dates.first()), ("due", dates.due())].into_iter().chain(steps) {
            let typed = DateFields::from(date);
            for (part, value) in [("day", typed.day), ("month", typed.month), ("year", typed.year)] {
                form.0.insert(format!("{field}-{part}"), value);
            }
        }
        form.with_revision(revision)
    }

    /// The same with another revision.
    pub(super) fn with_revision(mut self, revision: i64) -> Self {
        self.0.insert("revision".to_owned(), revision.to_string());
        self
    }

    fn value(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// The name.
    pub(super) fn name(&self) -> &str {
        self.value("name")
    }

    /// The revision of the round that the form showed; 0 if it has none.
    pub(super) fn revision(&self) -> i64 {
        self.value("revision").parse().unwrap_or(0)
    }

    /// A date.
    pub(super) fn date(&self, field: &str) -> DateFields {
        let [day, month, year] = ["day", "month", "year"].map(|part| self.value(&format!("{field}-{part}")).to_owned());
        DateFields { day, month, year }
    }

    /// Checks what was typed.
    ///
    /// # Errors
    /// The message for each field that is not valid, in the order of the page.
    pub(super) fn draft(&self, today: Date) -> Result<RoundDraft, Errors> {
        let mut errors = Errors::none();
        let mut read = |field: &str, label: &str| {
            errors.collect(field, self.date(field).read(DateKind::Planned, label, today)).flatten()
        };
        let entered = EnteredDates {
            first: read("first", "First day of submission"),
            due: read("due", "Last day of submission"),
            steps: RoundStep::ALL.map(|step| read(step.as_str(), step.name())),
        };
        let flaws = match RoundDraft::parse(self.name(), entered) {
            Ok(draft) if errors.is_empty() => return Ok(draft),
            Ok(_) => Vec::new(),
            Err(flaws) => flaws,
        };
        for flaw in flaws {
            // A date that is not valid is reported already; it is not missing as well.
            if errors.of(flaw.field).is_empty() {
                errors.add(flaw.field, flaw.message);
            }
        }
        let steps = RoundStep::ALL.map(RoundStep::as_str);
        let fields: Vec<&str> = ["name", "first", "due"].into_iter().chain(steps).collect();
        Err(errors.in_order(&fields))
    }
}
