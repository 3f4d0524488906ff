//! How a plan stood when its review was closed: the review's own record, which nothing changes afterwards.

use super::Finding;
use crate::{
    ActionId, Date,
    charter::{Charter, rating::Colour},
    core::dates::day,
    plan::{Tally, action::Action},
};
use serde::{Deserialize, Serialize};

/// How a plan stood on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Every action that counted, in the order of the plan.
    pub actions: Vec<Stood>,
}

/// How an action stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// Which.
    pub action: ActionId,
    /// What it promised, in the words of that day.
    pub text: String,
    /// Its colour; none means that nothing was said.
    pub colour: Option<Colour>,
    /// The last words that were said of it.
    pub words: String,
    /// When they were said.
    pub said: Option<Date>,
    /// What the review found.
    pub finding: Finding,
    /// Whether it was past its date.
    pub overdue: bool,
}

impl Stood {
    /// How an action stands now.
    #[must_use]
    pub fn of(action: &Action, finding: Finding, today: Date) -> Self {
        Self {
            action: action.id,
            text: action.promise.text.clone(),
            colour: action.colour(),
            words: action.news.as_ref().map(|news| news.words().to_owned()).unwrap_or_default(),
            said: action.news.as_ref().map(|news| day(news.at)),
            finding,
            overdue: action.is_overdue(today),
        }
    }
}

impl Record {
    /// How many actions stood how.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.actions.iter().map(|stood| stood.colour).collect()
    }
    /// The colour of an action then: none if it was not in the plan, `Some(None)` if nothing was said of it.
    #[must_use]
    pub fn colour(&self, action: ActionId) -> Option<Option<Colour>> {
        self.actions.iter().find(|stood| stood.action == action).map(|stood| stood.colour)
    }
    /// How many actions of that finding there were.
    #[must_use]
    pub fn count(&self, finding: Finding) -> usize {
        self.actions.iter().filter(|stood| stood.finding == finding).count()
    }
    /// How many actions each finding has, in words; empty if nothing is to be said.
    #[must_use]
    pub fn findings(&self) -> String {
        super::finding::in_words(&|finding| self.count(finding))
    }
    /// How the plan stood, in a sentence or two: "15 of 35 actions are completed. 4 were updated and 2 have no progress."
    #[must_use]
    pub fn sentence(&self, charter: &Charter) -> String {
        let tally = self.tally();
        let found = self.findings();
        if found.is_empty() { tally.sentence(charter) } else { format!("{}. {found}", tally.sentence(charter)) }
    }
}
