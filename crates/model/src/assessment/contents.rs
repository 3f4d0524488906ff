//! Everything that a self-assessment consists of, at one moment: what the completeness check looks at, what is locked and signed.

use crate::{
    ActionId, AssessmentId, EditionKey, QuestionKey, Timestamp,
    assessment::{AssessmentState, headcount::Headcount},
    core::canonical::Hash,
    plan::{Outcome, Plan, evidence::Attached},
    register::organisation::Organisation,
};
use std::collections::BTreeMap;

/// A self-assessment with everything in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentContents {
    /// Its identity.
    pub id: AssessmentId,
    /// Whose it is.
    pub organisation: Organisation,
    /// The names of the organisation's institutional leads.
    pub leads: Vec<String>,
    /// The edition that is answered, pinned for life.
    pub edition: EditionKey,
    /// How far it is.
    pub state: AssessmentState<Hash>,
    /// The answers, by question. What was never written is absent.
    pub answers: BTreeMap<QuestionKey, Answer>,
    /// The previous plan, whose actions are rated; none at a first stage or if none was imported.
    pub rated: Option<Plan>,
    /// The next step of each action of the previous plan that has one.
    pub outcomes: BTreeMap<ActionId, Outcome>,
    /// The new plan.
    pub plan: Plan,
    /// How many people there are.
    pub headcount: Option<Headcount>,
    /// What there is to show, by identity.
    pub evidence: Vec<Attached>,
}

/// The current version of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The words, in Markdown-light.
    pub text: String,
    /// Counts its versions.
    pub revision: i64,
    /// Who wrote this version, where that is known.
    pub who: Option<String>,
    /// When.
    pub at: Timestamp,
}
