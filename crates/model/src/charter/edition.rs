//! An edition of the questions of a stage.

use crate::{Date, EditionKey, QuestionKey, RecommendationSetKey};
use serde::{Deserialize, Serialize};

/// One version of one stage's questions. Immutable once used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Stable key.
    pub id: EditionKey,
    /// 1, 2, 3 …
    pub stage: u8,
    /// Its name on screen: "Stage 3 self-assessment (December 2023)".
    pub title: String,
    /// The first day on which a self-assessment of this stage starts with it.
    pub from: Date,
    /// The length of the new plan, in months: 24 or 36.
    pub plan_months: u16,
    /// The length of the previous plan, in months; `None` if the stage rates no plan.
    #[serde(default)]
    pub rates_plan_of_months: Option<u16>,
    /// Whether it asks for a headcount.
    #[serde(default)]
    pub headcount: bool,
    /// The recommendations that this stage asks about.
    #[serde(default)]
    pub recommendations: Option<RecommendationSetKey>,
    /// A short introduction.
    pub introduction: String,
    /// Phrases by which a document of this edition is recognised, in lower case. A document is of the edition with the most
    /// phrases in it, and of the latest of those.
    #[serde(default)]
    pub cues: Vec<String>,
    /// The questions, in order.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// SHA-256 of its file, as 64 lower-case hexadecimal digits. A locked version contains it.
    #[serde(skip)]
    pub hash: String,
    /// Whether it is in use, and so listed in `published.lock`. A draft may still change.
    #[serde(skip)]
    pub published: bool,
}

/// One question of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable key, unique in its edition.
    pub id: QuestionKey,
    /// The kind of answer.
    pub kind: QuestionKind,
    /// A short title: "Technical staff structures".
    pub title: String,
    /// The question, in our own words.
    pub ask: String,
    /// Guidance on how to answer it.
    #[serde(default)]
    pub guidance: Option<String>,
    /// The limit in words. Reviewers may stop reading there.
    #[serde(default)]
    pub words: Option<u32>,
    /// Whether submission requires an answer.
    #[serde(default = "default_true")]
    pub required: bool,
    /// The questions of earlier editions whose answers are shown beside this one, as `edition/question`, best first.
    #[serde(default)]
    pub carries_from: Vec<String>,
    /// Phrases by which a document's heading is recognised as this question: each is a few words in lower case
    /// that must all occur in it.
    #[serde(default)]
    pub cues: Vec<String>,
}

fn default_true() -> bool {
    true
}

/// The kind of answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// A text.
    Words,
    /// Ratings of the previous plan's actions, and an optional text.
    Ratings,
    /// The new plan, and a text on how its impact will be evidenced.
    Plan,
    /// A text on how the people of the charter took part.
    Voice,
    /// The address of the public page.
    Address,
}

impl QuestionKind {
    /// Whether the actions of a plan answer it, so that its text may be blank.
    #[must_use]
    pub fn has_actions(self) -> bool {
        matches!(self, Self::Ratings | Self::Plan)
    }
}

impl Edition {
    /// The question with that key.
    #[must_use]
    pub fn question(&self, key: &QuestionKey) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == *key)
    }
    /// The first question of that kind.
    #[must_use]
    pub fn question_of(&self, kind: QuestionKind) -> Option<&Question> {
        self.questions.iter().find(|question| question.kind == kind)
    }
}
