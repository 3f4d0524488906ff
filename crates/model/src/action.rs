//! An action: one promise, with one identity for life.

use crate::{ActionId, AlliedKey, CategoryKey, Date, RecommendationKey, ThemeKey, Timestamp, rating::Rating};
use serde::{Deserialize, Serialize};

/// One promise and the last that was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its identity, from plan to plan.
    pub id: ActionId,
    /// What is promised.
    pub promise: Promise,
    /// When it was first promised, where that was before it came into the program.
    pub open_since: Option<Date>,
    /// The first day of the first plan that it was in.
    pub first_planned: Date,
    /// When it came into the program.
    pub created: Timestamp,
    /// Counts the changes of its promise, so that nobody's words are overwritten.
    pub revision: i64,
    /// The last that was said of it; none means unknown, and unknown stays unknown.
    pub news: Option<News>,
}

/// What is promised: everything about an action that people write before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Promise {
    /// The promise, in a sentence.
    pub text: String,
    /// The themes it serves: at least one.
    pub themes: Vec<ThemeKey>,
    /// What kind of action it is.
    pub category: Option<CategoryKey>,
    /// The one accountable owner: a person or a post. May be empty in a draft.
    pub owner: String,
    /// When it begins.
    pub starts: Option<Date>,
    /// When it is due, where that is certain.
    pub due: Option<Date>,
    /// When it is due, as it was said: "By March 2022", "ongoing".
    pub timescale: String,
    /// How its success will be known.
    pub measure: String,
    /// What it needs.
    pub resource: String,
    /// Why it is promised.
    pub rationale: String,
    /// The recommendations it carries out.
    pub recommendations: Vec<RecommendationKey>,
    /// The other charters it serves.
    pub allied: Vec<AlliedKey>,
}

/// What was said of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// How it stands.
    pub rating: Rating,
    /// What happened, for a green or amber one; a red one's explanation is in its rating.
    pub comment: String,
    /// What was learned.
    pub learning: String,
    /// When it was said.
    pub at: Timestamp,
    /// Who said it, where that is known.
    pub who: Option<String>,
}

impl News {
    /// The words beside the colour: the explanation of a red one, the comment of another.
    #[must_use]
    pub fn words(&self) -> &str {
        match &self.rating {
            Rating::Red(explanation) => explanation.as_str(),
            Rating::Green | Rating::Amber => &self.comment,
        }
    }
}
