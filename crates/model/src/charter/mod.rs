//! A charter as data: what `charters/*/` say, once read and checked.
//!
//! Nothing in this program knows the name of a theme, the text of a question or a due date; all of it
//! is here, and a second charter in the tests runs through the same code.
//!
//! [`source`] reads the files and names everything that is wrong in them.

pub mod rating;

mod calendar_flaws;
mod edition_flaws;
mod flaws;
mod lock;
pub mod source;

use crate::{
    AlliedKey, CategoryKey, Date, EditionKey, PhaseKey, QuestionKey, RecommendationKey, RecommendationSetKey, ThemeKey,
    charter::rating::Colour,
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
    /// What each colour means, as words on screen.
    pub ratings: Vec<RatingMeaning>,
    /// What kinds of action there are.
    pub categories: Vec<Category>,
    /// Other charters that an action may serve as well.
    pub allied: Vec<Allied>,
    /// Every edition of every stage, oldest first within a stage.
    pub editions: Vec<Edition>,
    /// Phases and dates.
    pub calendar: Calendar,
    /// How peers review.
    pub review: Review,
    /// Sets of recommendations that actions may carry out.
    pub recommendations: Vec<RecommendationSet>,
    /// Example activities, by theme.
    pub practice: Vec<Practice>,
}

/// The words a charter uses for those it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CharterWords {
    /// One of them: "technician".
    pub person: String,
    /// Many of them: "technicians".
    pub people: String,
    /// That they took part: "technician voice".
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
    /// Other names by which old documents call it, lower case.
    #[serde(default)]
    pub cues: Vec<String>,
}

/// What a colour means in this charter. No colour is "not said".
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
    /// From when on it is given to those who start this stage.
    pub from: Date,
    /// The length of the new plan, in months: 24 or 36.
    pub plan_months: u16,
    /// The length of the plan that is rated, in months; none at the first stage.
    #[serde(default)]
    pub rates_plan_of_months: Option<u16>,
    /// Whether people are counted.
    #[serde(default)]
    pub headcount: bool,
    /// The recommendations that this stage asks about.
    #[serde(default)]
    pub recommendations: Option<RecommendationSetKey>,
    /// A short introduction for those who fill it in.
    pub introduction: String,
    /// Phrases by which a document of this edition is recognised, lower case: it is of the edition of which most occur
    /// in it, and of the latest of those.
    #[serde(default)]
    pub cues: Vec<String>,
    /// The questions, in order.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// SHA-256 of its file, as 64 lower-case hexadecimal digits. A locked version contains it.
    #[serde(skip)]
    pub hash: String,
    /// Whether it is in use, hence listed in `published.lock`. A draft may still change.
    #[serde(skip)]
    pub published: bool,
}

/// One question of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable key, unique in its edition.
    pub id: QuestionKey,
    /// What kind of answer it wants.
    pub kind: QuestionKind,
    /// A few words for the page of a self-assessment: "Technical staff structures".
    pub title: String,
    /// The question, in our own words.
    pub ask: String,
    /// What helps to answer it.
    #[serde(default)]
    pub guidance: Option<String>,
    /// The most words that are read.
    #[serde(default)]
    pub words: Option<u32>,
    /// Whether submission needs it.
    #[serde(default = "yes")]
    pub required: bool,
    /// The questions of earlier editions whose answers stand beside this one, as `edition/question`, best first.
    #[serde(default)]
    pub carries_from: Vec<String>,
    /// Phrases by which a document's heading is recognised as this question: each is a few words, lower case,
    /// that must all occur in it.
    #[serde(default)]
    pub cues: Vec<String>,
}

fn yes() -> bool {
    true
}

/// What kind of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// Words.
    Words,
    /// Ratings of the last plan's actions, and words if wanted.
    Ratings,
    /// The new plan, and words on how its impact will be evidenced.
    Plan,
    /// Words on how the people of the charter took part.
    Voice,
    /// The address of the public page.
    Address,
}

/// Phases and dates: facts, never formulas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Those who signed together, in order.
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
    /// Runs of peer review.
    #[serde(default, rename = "round")]
    pub rounds: Vec<Round>,
    /// So many months after one review of its plan an organisation holds the next; none if the charter does not ask for any.
    #[serde(default)]
    pub plan_review_months: Option<u8>,
    /// Where no phase gives a date: what the secretariat is offered for each stage, to confirm.
    #[serde(default, rename = "usual")]
    pub usual: Vec<Usual>,
}

/// The group of organisations that signed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Stable key.
    pub id: PhaseKey,
    /// "Phase One".
    pub name: String,
    /// The first day on which one could sign with it.
    pub signed_from: Date,
    /// The last day, or none while it is open.
    #[serde(default)]
    pub signed_until: Option<Date>,
    /// What is due when.
    #[serde(default, rename = "due")]
    pub due: Vec<PhaseDue>,
}

/// When a stage is due for a phase, and when its feedback comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseDue {
    /// 1, 2, 3 …
    pub stage: u8,
    /// The last day to submit.
    pub on: Date,
    /// By when the organisation hears back, where it is known.
    #[serde(default)]
    pub feedback: Option<Date>,
}

/// One run of peer review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// "January 2026".
    pub name: String,
    /// The last day to submit for it.
    pub submissions: Date,
    /// By when feedback goes back.
    pub feedback: Date,
}

/// What is usual for a stage, offered to the secretariat where no phase gives a date.
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

/// How peers review: sizes, loads and rules, for later rounds to use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The fewest and the most reviewers on a panel.
    pub panel_size: [u8; 2],
    /// The fewest and the most submissions that a panel assesses.
    pub panel_load: [u8; 2],
    /// What each panel must have, in words: "a lead".
    pub composition: Vec<String>,
    /// Who may not review whom, in words.
    pub conflicts: Vec<String>,
    /// What a reviewer is asked.
    pub rubric: Vec<String>,
    /// What a reviewer learns first.
    pub training: Vec<String>,
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
    /// Where the originals are read.
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
    /// The theme that it serves.
    pub theme: ThemeKey,
    /// The activity.
    pub activity: String,
}

impl Charter {
    /// The edition of that key.
    #[must_use]
    pub fn edition(&self, key: &EditionKey) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == *key)
    }
    /// The theme of that key.
    #[must_use]
    pub fn theme(&self, key: &ThemeKey) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.id == *key)
    }
    /// The edition for a self-assessment of `stage` that is started on `day`.
    #[must_use]
    pub fn edition_for(&self, stage: u8, day: Date) -> Option<&Edition> {
        self.editions.iter().filter(|edition| edition.stage == stage && edition.from <= day).max_by_key(|e| e.from)
    }
    /// The phase of that key.
    #[must_use]
    pub fn phase(&self, key: &PhaseKey) -> Option<&Phase> {
        self.calendar.phases.iter().find(|phase| phase.id == *key)
    }
    /// The phase of organisations that signed on that day, if there was one. It is only a suggestion, since an
    /// organisation's phase is recorded with it.
    #[must_use]
    pub fn phase_signed(&self, day: Date) -> Option<&Phase> {
        let within = |phase: &&Phase| phase.signed_from <= day && phase.signed_until.is_none_or(|until| day <= until);
        self.calendar.phases.iter().find(within)
    }
    /// The category of that key.
    #[must_use]
    pub fn category(&self, key: &CategoryKey) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *key)
    }
    /// The set of recommendations of that key.
    #[must_use]
    pub fn recommendation_set(&self, key: &RecommendationSetKey) -> Option<&RecommendationSet> {
        self.recommendations.iter().find(|set| set.id == *key)
    }
    /// The editions that are drafts: not in `published.lock`, hence free to change, and not to be used yet.
    pub fn unpublished(&self) -> impl Iterator<Item = &Edition> {
        self.editions.iter().filter(|edition| !edition.published)
    }
    /// The last stage that there is.
    #[must_use]
    pub fn last_stage(&self) -> u8 {
        self.editions.iter().map(|edition| edition.stage).max().unwrap_or(0)
    }
    /// The word on screen for a colour, or for none.
    #[must_use]
    pub fn word(&self, colour: Option<Colour>) -> &str {
        let Some(colour) = colour else { return "Not rated" };
        self.ratings.iter().find(|meaning| meaning.colour == colour).map_or("", |meaning| &meaning.word)
    }
}

impl Edition {
    /// The question of that key.
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
