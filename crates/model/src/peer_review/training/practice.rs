//! The feedback that a reviewer writes on the practice submission.

use crate::{
    CriterionKey,
    charter::criterion::{Criterion, CriterionFinding},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Practice feedback, by criterion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PracticeFeedback(pub BTreeMap<CriterionKey, CriterionFeedback>);

/// Practice feedback about one criterion, as far as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionFeedback {
    /// The finding, if one is selected.
    pub finding: Option<CriterionFinding>,
    /// What is commended.
    pub strengths: String,
    /// What is advised.
    pub advice: String,
}

/// What is missing in the feedback about a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingFeedback {
    /// The finding.
    CriterionFinding,
    /// Both texts are blank.
    Words,
}

impl CriterionFeedback {
    /// What is missing, if anything is. One of the two texts is enough: not every criterion asks for praise and for advice.
    #[must_use]
    pub fn missing(&self) -> Vec<MissingFeedback> {
        let has_words = !self.strengths.trim().is_empty() || !self.advice.trim().is_empty();
        let missing =
            [(self.finding.is_none(), MissingFeedback::CriterionFinding), (!has_words, MissingFeedback::Words)];
        missing.into_iter().filter_map(|(is_missing, what)| is_missing.then_some(what)).collect()
    }
}

impl PracticeFeedback {
    /// The feedback about a criterion; blank if there is none.
    #[must_use]
    pub fn of(&self, criterion: &CriterionKey) -> CriterionFeedback {
        self.0.get(criterion).cloned().unwrap_or_default()
    }
    /// For how many of the criteria nothing is missing.
    #[must_use]
    pub fn written(&self, criteria: &[Criterion]) -> usize {
        criteria.iter().filter(|criterion| self.of(&criterion.id).missing().is_empty()).count()
    }
}
