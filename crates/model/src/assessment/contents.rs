//! The contents of a self-assessment at one moment: what is checked for completeness, locked and signed.

use crate::{
    ActionId, AssessmentId, EditionKey, QuestionKey, Timestamp,
    assessment::{AssessmentState, headcount::Headcount},
    core::canonical::Hash,
    plan::{Outcome, Plan, evidence::Attached},
    register::organisation::Organisation,
};
use std::collections::BTreeMap;

/// A self-assessment with all of its contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentContents {
    /// The id.
    pub id: AssessmentId,
    /// The organisation.
    pub organisation: Organisation,
    /// The names of the organisation's institutional leads.
    pub leads: Vec<String>,
    /// The edition that it answers, which does not change.
    pub edition: EditionKey,
    /// The state.
    pub state: AssessmentState<Hash>,
    /// The answers, by question. A question that was never answered is absent.
    pub answers: BTreeMap<QuestionKey, Answer>,
    /// The previous plan, whose actions are rated; none at a first stage or if none was imported.
    pub rated: Option<Plan>,
    /// The next step of each action of the previous plan that has one.
    pub outcomes: BTreeMap<ActionId, Outcome>,
    /// The new plan.
    pub plan: Plan,
    /// The headcount.
    pub headcount: Option<Headcount>,
    /// The evidence, in order of id.
    pub evidence: Vec<Attached>,
}

/// The current version of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The text, in Markdown.
    pub text: String,
    /// The number of this version.
    pub revision: i64,
    /// The author of this version, if known.
    pub who: Option<String>,
    /// When it was saved.
    pub at: Timestamp,
}
