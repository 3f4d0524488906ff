//! The ratings of a plan when its progress review was closed. The record does not change afterwards.

use super::Finding;
use crate::{
    ActionId, Date,
    charter::{Charter, rating::Colour},
    core::dates::day,
    plan::{Tally, action::Action},
};
use serde::{Deserialize, Serialize};

/// The ratings of a plan on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingsRecord {
    /// The live actions, in the order of the plan.
    pub actions: Vec<RecordedAction>,
}

/// The rating of an action on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedAction {
    /// The action.
    pub action: ActionId,
    /// Its text on that day.
    pub text: String,
    /// Its rating.
    pub colour: Option<Colour>,
    /// The explanation of the latest progress update.
    pub words: String,
    /// The day of that update.
    #[serde(rename = "said")]
    pub updated_on: Option<Date>,
    /// The finding of the review.
    pub finding: Finding,
    /// Whether it was overdue.
    pub overdue: bool,
}

impl RecordedAction {
    /// The current rating of an action.
    #[must_use]
    pub fn of(action: &Action, finding: Finding, today: Date) -> Self {
        Self {
            action: action.id,
            text: action.details.text.clone(),
            colour: action.colour(),
            words: action.progress_update.as_ref().map(|update| update.explanation().to_owned()).unwrap_or_default(),
            updated_on: action.progress_update.as_ref().map(|update| day(update.at)),
            finding,
            overdue: action.is_overdue(today),
        }
    }
}

impl RatingsRecord {
    /// The number of actions by rating.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.actions.iter().map(|stood| stood.colour).collect()
    }
    /// The rating of an action on that day: `None` if it was not in the plan, `Some(None)` if it was not rated.
    #[must_use]
    pub fn colour(&self, action: ActionId) -> Option<Option<Colour>> {
        self.actions.iter().find(|stood| stood.action == action).map(|stood| stood.colour)
    }
    /// The number of actions with that finding.
    #[must_use]
    pub fn count(&self, finding: Finding) -> usize {
        self.actions.iter().filter(|stood| stood.finding == finding).count()
    }
    /// The number of actions by finding, as a sentence; empty if there are none.
    #[must_use]
    pub fn findings(&self) -> String {
        super::finding::in_words(&|finding| self.count(finding))
    }
    /// A summary: "15 of 35 actions are completed. 4 were updated and 2 have no progress."
    #[must_use]
    pub fn sentence(&self, charter: &Charter) -> String {
        let tally = self.tally();
        let found = self.findings();
        if found.is_empty() { tally.sentence(charter) } else { format!("{}. {found}", tally.sentence(charter)) }
    }
}
