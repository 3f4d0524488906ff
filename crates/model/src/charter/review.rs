//! The rules of peer review.

use crate::charter::{criterion::Criterion, pointer::PointerPhrase};
use serde::{Deserialize, Serialize};

/// The rules of peer review: panel sizes, loads, times, composition and criteria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The fewest and the most reviewers on a panel.
    pub panel_size: [u8; 2],
    /// The fewest and the most submissions that a panel assesses.
    pub panel_load: [u8; 2],
    /// Whom each panel has to have. With any, no two reviewers of a panel are from one organisation, and no two organisations review each other.
    #[serde(default)]
    pub panel_needs: Vec<PanelNeed>,
    /// The fewest and the most months from submission to feedback that are usual.
    pub feedback_months: [u8; 2],
    /// In how many weeks after feedback was sent an organisation can respond to it and rate it.
    #[serde(default = "six_weeks")]
    pub response_weeks: u8,
    /// What each panel must have, in words: "a lead".
    pub composition: Vec<String>,
    /// Who may not review whom, in words.
    pub conflicts: Vec<String>,
    /// The training of a reviewer.
    pub training: Vec<String>,
    /// Openings of a sentence that help with the tone of feedback.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Phrases in feedback that a moderator looks at.
    #[serde(default, rename = "pointer")]
    pub pointers: Vec<PointerPhrase>,
    /// The fewest words of advice that say enough to act on; 0 if any number does.
    #[serde(default)]
    pub advice_words: u16,
    /// The review criteria, in order.
    #[serde(default, rename = "criterion")]
    pub criteria: Vec<Criterion>,
    /// Which submissions can be chosen for active review; none if the charter has no active review.
    #[serde(default)]
    pub active_review: Option<ActiveReviewRules>,
    /// What leads are asked about the feedback that their organisation received; none if they are not asked.
    #[serde(default)]
    pub feedback_rating: Option<FeedbackRatingRules>,
}

/// The weeks to respond to feedback, if the charter does not say otherwise.
fn six_weeks() -> u8 {
    6
}

/// How leads rate the feedback that their organisation received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackRatingRules {
    /// The levels in words, from the lowest to the highest.
    pub levels: Vec<String>,
    /// The questions, in order.
    #[serde(rename = "question")]
    pub questions: Vec<RatingQuestion>,
}

/// A question about feedback, answered by one of the levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingQuestion {
    /// Stable key: ratings refer to it.
    pub id: String,
    /// The question.
    pub text: String,
}

/// The rules of active review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActiveReviewRules {
    /// The stage of the submissions that can be chosen.
    pub stage: u8,
    /// How many are suggested in a round. More or fewer can be chosen.
    pub most: usize,
}

/// Whom each panel has to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PanelNeed {
    /// A lead of an organisation's commitment.
    Lead,
    /// A technician.
    Technician,
    /// A person who has reviewed before.
    Experienced,
}
