//! The course for reviewers: pages to read, a quiz, and a practice submission whose feedback is compared with a model.

use crate::{
    ChoiceKey, CourseEditionKey, CoursePageKey, CriterionKey, QuizQuestionKey,
    charter::{criterion::CriterionFinding, rating::Colour},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One edition of the course. Who completed another edition is asked to take this one as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Stable key, such as `2026-12`.
    pub edition: CourseEditionKey,
    /// Its name on screen and on the certificate.
    pub title: String,
    /// What a reviewer learns, in a sentence or two.
    pub introduction: String,
    /// The pages to read, in order.
    #[serde(default, rename = "page")]
    pub pages: Vec<CoursePage>,
    /// How long the quiz takes, in minutes.
    pub quiz_minutes: u16,
    /// The questions of the quiz, in order.
    #[serde(default, rename = "question")]
    pub questions: Vec<QuizQuestion>,
    /// The practice submission.
    pub practice: PracticeSubmission,
    /// SHA-256 of its file, as 64 lower-case hexadecimal digits.
    #[serde(skip)]
    pub hash: String,
    /// Whether it is in use, and so listed in `published.lock`. A draft may still change.
    #[serde(skip)]
    pub published: bool,
}

/// One page to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoursePage {
    /// Stable key, unique in its edition.
    pub id: CoursePageKey,
    /// Its title.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: u16,
    /// Its sections, in order.
    #[serde(default, rename = "section")]
    pub sections: Vec<CourseSection>,
}

/// A section of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseSection {
    /// Its heading.
    pub heading: String,
    /// Its text, in the Markdown of answers.
    pub text: String,
}

/// One question of the quiz.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuizQuestion {
    /// Stable key, unique in its edition.
    pub id: QuizQuestionKey,
    /// The question.
    pub ask: String,
    /// The choices, in order. Some are right and some are not.
    #[serde(default, rename = "choice")]
    pub choices: Vec<QuizChoice>,
}

/// One choice of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuizChoice {
    /// Stable key, unique in its question.
    pub id: ChoiceKey,
    /// The choice.
    pub text: String,
    /// Whether it is right to select it.
    #[serde(default)]
    pub right: bool,
    /// Why it is right or not, shown after an answer.
    pub why: String,
}

/// An invented submission, on which a reviewer practises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeSubmission {
    /// How long it takes, in minutes.
    pub minutes: u16,
    /// The invented organisation.
    pub organisation: String,
    /// Its self-assessment: "Stage 2 self-assessment".
    pub title: String,
    /// The sentence that says that it is invented.
    pub notice: String,
    /// A few answers.
    #[serde(default, rename = "answer")]
    pub answers: Vec<PracticeAnswer>,
    /// The previous plan, rated.
    #[serde(default, rename = "rated")]
    pub rated: Vec<RatedPracticeAction>,
    /// The new plan.
    #[serde(default, rename = "action")]
    pub actions: Vec<PracticeAction>,
    /// The feedback of an experienced reviewer: one for each criterion.
    #[serde(default, rename = "model")]
    pub model: Vec<ModelFeedback>,
}

/// An answer of the practice submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeAnswer {
    /// The title of its question.
    pub title: String,
    /// The answer, in the Markdown of answers.
    pub text: String,
}

/// An action of the previous plan of the practice submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatedPracticeAction {
    /// The action.
    pub text: String,
    /// Its rating.
    pub colour: Colour,
    /// The explanation; empty if there is none.
    #[serde(default)]
    pub explanation: String,
}

/// An action of the new plan of the practice submission. Its fields may be empty, for a reviewer to notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PracticeAction {
    /// The action.
    pub text: String,
    /// Who owns it.
    #[serde(default)]
    pub owner: String,
    /// When it is due.
    #[serde(default)]
    pub due: String,
    /// Its success measure.
    #[serde(default)]
    pub measure: String,
}

/// What an experienced reviewer would write about one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFeedback {
    /// The criterion.
    pub criterion: CriterionKey,
    /// The finding.
    pub finding: CriterionFinding,
    /// What is commended.
    pub strengths: String,
    /// What is advised.
    pub advice: String,
    /// Why this finding, for the reviewer who compares.
    pub why: String,
}

impl Course {
    /// How long all of it takes, in minutes.
    #[must_use]
    pub fn minutes(&self) -> u16 {
        self.pages.iter().map(|page| page.minutes).sum::<u16>() + self.quiz_minutes + self.practice.minutes
    }
    /// The page with that key.
    #[must_use]
    pub fn page(&self, key: &str) -> Option<&CoursePage> {
        self.pages.iter().find(|page| page.id.as_str() == key)
    }
    /// The question with that key.
    #[must_use]
    pub fn question(&self, key: &str) -> Option<&QuizQuestion> {
        self.questions.iter().find(|question| question.id.as_str() == key)
    }
}

impl QuizQuestion {
    /// Whether these choices are all that are right, and no other.
    #[must_use]
    pub fn is_right(&self, choices: &BTreeSet<ChoiceKey>) -> bool {
        self.choices.iter().all(|choice| choice.right == choices.contains(&choice.id))
            && choices.iter().all(|key| self.choices.iter().any(|choice| choice.id == *key))
    }
    /// Whether more than one choice is right.
    #[must_use]
    pub fn has_several_right(&self) -> bool {
        self.choices.iter().filter(|choice| choice.right).count() > 1
    }
}

impl PracticeSubmission {
    /// The model feedback about a criterion.
    #[must_use]
    pub fn model_of(&self, criterion: &CriterionKey) -> Option<&ModelFeedback> {
        self.model.iter().find(|model| model.criterion == *criterion)
    }
}
