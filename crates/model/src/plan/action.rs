//! An action: one promise, with one identity for life.

mod draft;

pub use draft::{Draft, Flaw, LONGEST_LINE, LONGEST_TEXT, LONGEST_WORDS};

use crate::{
    ActionId, AlliedKey, CategoryKey, Date, RecommendationKey, ThemeKey, Timestamp,
    charter::rating::{Colour, Rating},
    core::dates::{from_now, long_date},
};
use serde::{Deserialize, Serialize};

/// One promise and the last that was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Its identity, from plan to plan.
    pub id: ActionId,
    /// What is promised.
    pub promise: ActionDetails,
    /// When it was first promised, where that was before it came into the program.
    pub open_since: Option<Date>,
    /// The first day of the first plan that it was in.
    pub first_planned: Date,
    /// When it came into the program.
    pub created: Timestamp,
    /// Counts the changes of its promise, so that nobody's words are overwritten.
    pub revision: i64,
    /// The last that was said of it; none means unknown, and unknown stays unknown.
    pub news: Option<ProgressUpdate>,
}

/// What is promised: everything about an action that people write before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ActionDetails {
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

impl ActionDetails {
    /// The promise in at most a hundred characters, cut after a word: its name in the history and in lists.
    #[must_use]
    pub fn title(&self) -> String {
        const MOST: usize = 100;
        let line = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some((end, _)) = line.char_indices().nth(MOST) else { return line };
        let cut = line[..end].rfind(' ').unwrap_or(end);
        format!("{}…", line[..cut].trim_end_matches([',', ';', ':', '.']))
    }

    /// What differs between two promises: the field in words, and its old and new content.
    #[must_use]
    pub fn changes(&self, now: &Self) -> Vec<Change> {
        let (before, after) = (self.parts(), now.parts());
        let differing = before.into_iter().zip(after).filter(|((_, was), (_, is))| was != is);
        differing.map(|((field, was), (_, is))| Change { field, was, is }).collect()
    }

    /// Every field in words, in the order of the form.
    fn parts(&self) -> [(&'static str, String); 12] {
        fn keys<'k>(keys: impl IntoIterator<Item = &'k str>) -> String {
            keys.into_iter().collect::<Vec<_>>().join(", ")
        }
        let day = |day: Option<Date>| day.map(long_date).unwrap_or_default();
        [
            ("words", self.text.clone()),
            ("themes", keys(self.themes.iter().map(ThemeKey::as_str))),
            ("owner", self.owner.clone()),
            ("time", self.timescale.clone()),
            ("due day", day(self.due)),
            ("first day", day(self.starts)),
            ("measure of success", self.measure.clone()),
            ("resource", self.resource.clone()),
            ("rationale", self.rationale.clone()),
            ("category", keys(self.category.iter().map(CategoryKey::as_str))),
            ("recommendations", keys(self.recommendations.iter().map(RecommendationKey::as_str))),
            ("other charters", keys(self.allied.iter().map(AlliedKey::as_str))),
        ]
    }
}

/// One field of a promise that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field, in words: "owner".
    pub field: &'static str,
    /// What it said.
    pub was: String,
    /// What it says.
    pub is: String,
}

impl Action {
    /// The day since which it is promised, as far as is known.
    #[must_use]
    pub fn promised(&self) -> Date {
        self.open_since.map_or(self.first_planned, |day| day.min(self.first_planned))
    }
    /// The year since which it is open, where that was before the plan that begins on `starts`. What is completed is
    /// open no more.
    #[must_use]
    pub fn open_since(&self, starts: Date) -> Option<i16> {
        let promised = self.promised();
        (promised < starts && self.colour() != Some(Colour::Green)).then_some(promised.year())
    }
    /// How it stands; none means unknown.
    #[must_use]
    pub fn colour(&self) -> Option<Colour> {
        self.news.as_ref().map(|news| news.rating.colour())
    }
    /// Whether it should have been completed before that day. What has no certain due date is never overdue.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.promise.due.is_some_and(|due| due < today) && self.colour() != Some(Colour::Green)
    }
    /// By when, in words: as it was said, else its due date; and how late it is. Empty where nothing was said.
    #[must_use]
    pub fn by_when(&self, today: Date) -> String {
        let said = self.promise.timescale.trim();
        match self.promise.due {
            Some(due) if self.is_overdue(today) && said.is_empty() => format!("Was due {}", long_date(due)),
            Some(due) if self.is_overdue(today) => format!("{said}, {}", from_now(today, due)),
            Some(due) if said.is_empty() => format!("Due {}", long_date(due)),
            _ => said.to_owned(),
        }
    }
}

/// What was said of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressUpdate {
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

impl ProgressUpdate {
    /// The words beside the colour: the explanation of a red one, the comment of another.
    #[must_use]
    pub fn words(&self) -> &str {
        match &self.rating {
            Rating::Red(explanation) => explanation.as_str(),
            Rating::Green | Rating::Amber => &self.comment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn action(promise: ActionDetails) -> Action {
        Action {
            id: ActionId(uuid::Uuid::nil()),
            promise,
            open_since: None,
            first_planned: date(2024, 10, 1),
            created: Timestamp::UNIX_EPOCH,
            revision: 1,
            news: None,
        }
    }

    #[test]
    fn what_began_before_its_plan_is_open_since_then() {
        let mut action = action(ActionDetails::default());
        assert_eq!(action.open_since(date(2024, 10, 1)), None);
        assert_eq!(action.open_since(date(2027, 10, 1)), Some(2024));
        action.open_since = Some(date(2018, 5, 1));
        assert_eq!(action.open_since(date(2024, 10, 1)), Some(2018));
        let rating = Rating::Green;
        let at = Timestamp::UNIX_EPOCH;
        action.news = Some(ProgressUpdate { rating, comment: String::new(), learning: String::new(), at, who: None });
        assert_eq!(action.open_since(date(2024, 10, 1)), None);
    }

    #[test]
    fn a_date_stands_as_it_was_said_and_says_how_late_it_is() {
        let due = Some(date(2026, 7, 31));
        let silent = action(ActionDetails { due, ..ActionDetails::default() });
        assert_eq!(silent.by_when(date(2026, 7, 31)), "Due 31 July 2026");
        assert_eq!(silent.by_when(date(2026, 8, 1)), "Was due 31 July 2026");
        let said = action(ActionDetails { due, timescale: "By July 2026".into(), ..ActionDetails::default() });
        assert_eq!(said.by_when(date(2026, 7, 1)), "By July 2026");
        assert_eq!(said.by_when(date(2026, 11, 22)), "By July 2026, three months late");
        let ongoing = action(ActionDetails { timescale: "ongoing".into(), ..ActionDetails::default() });
        assert!(!ongoing.is_overdue(date(2999, 1, 1)));
    }

    #[test]
    fn a_title_is_short_and_ends_after_a_word() {
        let promise = ActionDetails { text: format!("Count {}", "everyone, ".repeat(20)), ..ActionDetails::default() };
        assert!(promise.title().ends_with("everyone…"), "{}", promise.title());
        assert!(promise.title().chars().count() <= 101);
        assert_eq!(ActionDetails { text: " Count\n us ".into(), ..ActionDetails::default() }.title(), "Count us");
    }

    #[test]
    fn a_change_names_its_field_and_keeps_what_was() {
        let before = ActionDetails { owner: "Library".into(), ..ActionDetails::default() };
        let after = ActionDetails { owner: "Registry".into(), ..before.clone() };
        assert_eq!(before.changes(&after), [Change { field: "owner", was: "Library".into(), is: "Registry".into() }]);
        assert_eq!(before.changes(&before), []);
    }
}
