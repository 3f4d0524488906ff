//! A charter as data: the contents of `charters/*/`, parsed and checked.
//!
//! No code of this program has the name of a theme, the text of a question or a due date: all of it comes from
//! here, and the tests run a second charter through the same code.
//!
//! [`source`] reads the files and reports everything that is wrong in them.

pub mod course;
pub mod criterion;
pub mod pointer;
pub mod rating;

mod calendar_flaws;
mod course_flaws;
mod edition_flaws;
mod flaws;
mod lock;
pub mod source;

use crate::{
    AlliedKey, CategoryKey, Date, EditionKey, PhaseKey, QuestionKey, RecommendationKey, RecommendationSetKey, ThemeKey,
    charter::{course::Course, criterion::Criterion, pointer::PointerPhrase, rating::Colour},
};
use serde::{Deserialize, Serialize};

/// A charter that organisations sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    /// Stable key, such as `technician-commitment`.
    pub key: String,
    /// Its name on screen.
    pub name: String,
    /// What its signatories commit to, in a sentence or two.
    pub commitment: String,
    /// The words this charter uses for its people.
    pub words: CharterWords,
    /// The themes, in the charter's order.
    pub themes: Vec<Theme>,
    /// The meaning of each colour, in words for the screen.
    pub ratings: Vec<RatingMeaning>,
    /// The categories of actions.
    pub categories: Vec<Category>,
    /// Other charters that an action may support.
    pub allied: Vec<Allied>,
    /// Every edition of every stage, oldest first within a stage.
    pub editions: Vec<Edition>,
    /// Phases and dates.
    pub calendar: Calendar,
    /// The rules of peer review.
    pub review: Review,
    /// Sets of recommendations that actions may implement.
    pub recommendations: Vec<RecommendationSet>,
    /// Example activities, by theme.
    pub practice: Vec<Practice>,
    /// The course for reviewers; `None` if reviewers need no training.
    pub course: Option<Course>,
}

/// The words a charter uses for its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CharterWords {
    /// One of them: "technician".
    pub person: String,
    /// Many of them: "technicians".
    pub people: String,
    /// The word for their participation: "technician voice".
    pub voice: String,
}

/// One theme of the charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// Stable key.
    pub id: ThemeKey,
    /// Its name on screen.
    pub name: String,
    /// What it asks for.
    pub definition: String,
    /// Other names for it in old documents, in lower case.
    #[serde(default)]
    pub cues: Vec<String>,
}

/// What a colour means in this charter. No colour means "Not rated".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatingMeaning {
    /// The colour.
    pub colour: Colour,
    /// Its word on screen: "Completed".
    pub word: String,
    /// The longer meaning.
    pub meaning: String,
}

/// A kind of action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Stable key.
    pub id: CategoryKey,
    /// Its name on screen.
    pub name: String,
}

/// Another charter or exercise, such as Athena SWAN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allied {
    /// Stable key.
    pub id: AlliedKey,
    /// Its name on screen.
    pub name: String,
}

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

/// Phases and dates, listed and never computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The phases, in order.
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
    /// The rounds of peer review.
    #[serde(default, rename = "round")]
    pub rounds: Vec<Round>,
    /// The number of months from one progress review to the next; `None` if the charter does not ask for any.
    #[serde(default)]
    pub plan_review_months: Option<u8>,
    /// The usual times of each stage, from which provisional dates are computed if the phase has none.
    #[serde(default, rename = "usual")]
    pub usual: Vec<Usual>,
}

/// The group of organisations that signed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Stable key.
    pub id: PhaseKey,
    /// Its name: "Phase One".
    pub name: String,
    /// The first day of signing.
    pub signed_from: Date,
    /// The last day of signing; `None` while the phase is open.
    #[serde(default)]
    pub signed_until: Option<Date>,
    /// The due dates.
    #[serde(default, rename = "due")]
    pub due: Vec<PhaseDue>,
}

/// When a stage is due for a phase, and when feedback is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseDue {
    /// 1, 2, 3 …
    pub stage: u8,
    /// The last day to submit.
    pub on: Date,
    /// When the organisation receives feedback at the latest, if known.
    #[serde(default)]
    pub feedback: Option<Date>,
}

/// One round of peer review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Its name: "January 2026".
    pub name: String,
    /// The last day to submit for it.
    pub submissions: Date,
    /// When organisations receive feedback at the latest.
    pub feedback: Date,
}

/// The usual times of a stage, for a provisional date that the secretariat confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usual {
    /// 1, 2, 3 …
    pub stage: u8,
    /// Months from signing (stage 1) or from the stage before.
    pub months: u16,
    /// Months from submission to feedback.
    pub feedback_months: u16,
}

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

/// A set of recommendations, such as those of a commission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendationSet {
    /// Stable key.
    pub id: RecommendationSetKey,
    /// Its name on screen.
    pub name: String,
    /// When it was published.
    pub published: Date,
    /// Whether the labels are the publisher's own words.
    pub official_wording: bool,
    /// The web address of the original.
    pub url: String,
    /// The recommendations.
    #[serde(rename = "recommendation")]
    pub recommendations: Vec<Recommendation>,
}

/// One recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// Stable key.
    pub id: RecommendationKey,
    /// A short label.
    pub label: String,
}

/// An example of an activity that others have found to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// The theme that it supports.
    pub theme: ThemeKey,
    /// The activity.
    pub activity: String,
}

impl Charter {
    /// The current edition of the course for reviewers: the only one that counts as trained. None if reviewers need no training.
    #[must_use]
    pub fn course_edition(&self) -> Option<&str> {
        self.course.as_ref().map(|course| course.edition.as_str())
    }
    /// The edition with that key.
    #[must_use]
    pub fn edition(&self, key: &EditionKey) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == *key)
    }
    /// The theme with that key.
    #[must_use]
    pub fn theme(&self, key: &ThemeKey) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == *key)
    }
    /// The edition for a self-assessment of `stage` that is started on `day`.
    #[must_use]
    pub fn edition_for(&self, stage: u8, day: Date) -> Option<&Edition> {
        self.editions.iter().filter(|edition| edition.stage == stage && edition.from <= day).max_by_key(|e| e.from)
    }
    /// The phase with that key.
    #[must_use]
    pub fn phase(&self, key: &PhaseKey) -> Option<&Phase> {
        self.calendar.phases.iter().find(|phase| phase.id == *key)
    }
    /// The phase of organisations that signed on that day, if there was one. It is only a suggestion, because an organisation's phase
    /// is recorded.
    #[must_use]
    pub fn phase_signed(&self, day: Date) -> Option<&Phase> {
        let within = |phase: &&Phase| phase.signed_from <= day && phase.signed_until.is_none_or(|until| day <= until);
        self.calendar.phases.iter().find(within)
    }
    /// The category with that key.
    #[must_use]
    pub fn category(&self, key: &CategoryKey) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *key)
    }
    /// The set of recommendations with that key.
    #[must_use]
    pub fn recommendation_set(&self, key: &RecommendationSetKey) -> Option<&RecommendationSet> {
        self.recommendations.iter().find(|set| set.id == *key)
    }
    /// The editions that are drafts: not in `published.lock`, so that they may change and must not be used yet.
    pub fn unpublished(&self) -> impl Iterator<Item = &Edition> {
        self.editions.iter().filter(|edition| !edition.published)
    }
    /// The last stage; 0 if there are no editions.
    #[must_use]
    pub fn last_stage(&self) -> u8 {
        self.editions.iter().map(|edition| edition.stage).max().unwrap_or(0)
    }
    /// The word on screen for a colour; "Not rated" for none.
    #[must_use]
    pub fn word(&self, colour: Option<Colour>) -> &str {
        let Some(colour) = colour else { return "Not rated" };
        self.ratings.iter().find(|meaning| meaning.colour == colour).map_or("", |meaning| &meaning.word)
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
