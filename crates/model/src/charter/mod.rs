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

mod calendar;
mod calendar_flaws;
mod course_flaws;
mod edition;
mod edition_flaws;
mod flaws;
mod lock;
mod review;
pub mod source;

pub use calendar::{Calendar, Phase, PhaseDue, Round, Usual};
pub use edition::{Edition, Question, QuestionKind};
pub use review::{ActiveReviewRules, FeedbackRatingRules, PanelNeed, RatingQuestion, Review};

use crate::{
    AlliedKey, CategoryKey, Date, EditionKey, PhaseKey, RecommendationKey, RecommendationSetKey, ThemeKey,
    charter::{course::Course, rating::Colour},
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
