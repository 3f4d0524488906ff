//! Actions of a plan. An action keeps its id when it is continued in the next plan.

pub(crate) mod audience;
mod content;
mod decisions;
mod divided;
mod draft;
mod field;
mod public;

pub use decisions::{FieldCopy, FieldKind, FieldMerge, FieldReaders};
pub use draft::{ActionDraft, ActionFlaw, MAX_DETAIL_CHARACTERS, MAX_LINE_CHARACTERS, MAX_TEXT_CHARACTERS};
pub use field::ActionField;
pub use public::{PublicAction, PublicDetails, PublicPlan, PublicProgress};

use crate::{
    ActionId, AlliedKey, CategoryKey, Date, RecommendationKey, ThemeKey, Timestamp,
    charter::rating::{Colour, Rating},
    core::dates::{long_date, relative_to},
};
use serde::{Deserialize, Serialize};

/// An action and its latest progress update.
///
/// ```
/// use jiff::civil::date;
/// use model::plan::action::{Action, ActionDetails};
///
/// let action = Action {
///     id: model::ActionId(uuid::Uuid::nil()),
///     details: ActionDetails { due: Some(date(2026, 7, 31)), ..ActionDetails::default() },
///     open_since: None,
///     first_planned: date(2024, 10, 1),
///     created: model::Timestamp::UNIX_EPOCH,
///     revision: 1,
///     progress_update: None,
/// };
/// assert!(!action.is_overdue(date(2026, 7, 31)));
/// assert!(action.is_overdue(date(2026, 8, 1)));
/// assert_eq!(action.by_when(date(2026, 8, 1)), "Was due 31 July 2026");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// The id, which is the same in every plan.
    pub id: ActionId,
    /// The details, as people edit them.
    pub details: ActionDetails,
    /// When it was first included in a plan, if that was before it was entered here.
    pub open_since: Option<Date>,
    /// The first day of the first plan that it was in.
    pub first_planned: Date,
    /// When it was entered here.
    pub created: Timestamp,
    /// Incremented by each edit of the details; an edit of an older revision is refused.
    pub revision: i64,
    /// The latest progress update; `None` is shown as "Not rated", never as a rating.
    pub progress_update: Option<ProgressUpdate>,
}

/// The details of an action, as entered in the form. Proposals of past submissions store them: their keys keep their names, and a new field is
/// blank where it was not stored.
///
/// ```
/// use model::plan::action::ActionDetails;
///
/// let details = ActionDetails { text: "Publish a\nprogression framework".into(), ..ActionDetails::default() };
/// assert_eq!(details.title(), "Publish a progression framework");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ActionDetails {
    /// The text of the action.
    pub text: String,
    /// The themes, at least one.
    pub themes: Vec<ThemeKey>,
    /// The category.
    pub category: Option<CategoryKey>,
    /// The owner as written in the plan: a person or a role. May be empty in a draft.
    pub owner: String,
    /// The start date.
    pub starts: Option<Date>,
    /// The due date, if it is certain.
    pub due: Option<Date>,
    /// The timescale in the author's words: "By March 2022", "ongoing".
    pub timescale: String,
    /// The success measure.
    pub measure: String,
    /// The resources.
    pub resource: String,
    /// The rationale.
    pub rationale: String,
    /// The recommendations that it implements.
    pub recommendations: Vec<RecommendationKey>,
    /// The other charters that it supports.
    pub allied: Vec<AlliedKey>,
}

impl ActionDetails {
    /// The text in one line of at most 100 characters, cut after a word: the title in lists and in the activity log.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.text)
    }

    /// The fields that differ, each with its old and new content, in the order of the form.
    #[must_use]
    pub fn changes(&self, now: &Self) -> Vec<FieldChange> {
        let changes = ActionField::ALL.iter().map(|&field| FieldChange {
            field,
            was: self.content(field),
            is: now.content(field),
        });
        changes.filter(|change| change.was != change.is).collect()
    }

    /// The fields that are filled in, as text, in the order of the form.
    pub fn filled(&self) -> impl Iterator<Item = (ActionField, String)> {
        let all = ActionField::ALL.iter().map(|&field| (field, self.content(field)));
        all.filter(|(_, content)| !content.is_empty())
    }
}

/// A changed field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field.
    pub field: ActionField,
    /// The old content.
    pub was: String,
    /// The new content.
    pub is: String,
}

impl Action {
    /// The earliest known day on which it was in a plan.
    #[must_use]
    pub fn first_included(&self) -> Date {
        first_included(self.open_since, self.first_planned)
    }
    /// The year since which it has been open, if that is before the plan that starts on `starts`. `None` for completed actions.
    #[must_use]
    pub fn open_since(&self, starts: Date) -> Option<i16> {
        let first = self.first_included();
        (first < starts && self.colour() != Some(Colour::Green)).then_some(first.year())
    }
    /// The RAG rating; `None` if it is not rated.
    #[must_use]
    pub fn colour(&self) -> Option<Colour> {
        self.progress_update.as_ref().map(|update| update.rating.colour())
    }
    /// Whether it is past its due date and not completed. An action without a due date is never overdue.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        is_overdue(self.details.due, self.colour(), today)
    }
    /// The timescale, or else the due date, and how late it is. Empty if there is neither.
    #[must_use]
    pub fn by_when(&self, today: Date) -> String {
        by_when((&self.details.timescale, self.details.due), self.colour(), today)
    }
}

/// A progress update: a rating with its explanation and learning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressUpdate {
    /// The rating, which includes the explanation of a red one.
    pub rating: Rating,
    /// The explanation of a green or amber rating.
    pub comment: String,
    /// Learning.
    pub learning: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who recorded it, if known.
    pub who: Option<String>,
}

impl ProgressUpdate {
    /// The explanation, whatever the rating.
    #[must_use]
    pub fn explanation(&self) -> &str {
        words(&self.rating, &self.comment)
    }
}

fn title(text: &str) -> String {
    const MAX_TITLE_CHARACTERS: usize = 100;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(MAX_TITLE_CHARACTERS) else { return line };
    let cut = line[..end].rfind(' ').unwrap_or(end);
    format!("{}…", line[..cut].trim_end_matches([',', ';', ':', '.']))
}

fn is_overdue(due: Option<Date>, colour: Option<Colour>, today: Date) -> bool {
    due.is_some_and(|due| due < today) && colour != Some(Colour::Green)
}

fn by_when((timescale, due): (&str, Option<Date>), colour: Option<Colour>, today: Date) -> String {
    let timescale = timescale.trim();
    match due {
        Some(due) if is_overdue(Some(due), colour, today) && timescale.is_empty() => {
            format!("Was due {}", long_date(due))
        }
        Some(due) if is_overdue(Some(due), colour, today) => format!("{timescale} ({})", relative_to(today, due)),
        Some(due) if timescale.is_empty() => format!("Due {}", long_date(due)),
        _ => timescale.to_owned(),
    }
}

/// The earliest known day in a plan: what was entered, or the first plan known here.
#[must_use]
pub fn first_included(entered: Option<Date>, first_planned: Date) -> Date {
    entered.map_or(first_planned, |day| day.min(first_planned))
}

/// The explanation of a rating: that of a red one is part of the rating.
fn words<'a>(rating: &'a Rating, comment: &'a str) -> &'a str {
    match rating {
        Rating::Red(explanation) => explanation.as_str(),
        Rating::Green | Rating::Amber => comment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Details with something in every field, which is another for another word.
    pub(super) fn filled_in(word: &str) -> ActionDetails {
        let year = 2000 + word.bytes().map(i16::from).sum::<i16>() % 90;
        let mut details = ActionDetails {
            themes: vec![format!("light-{word}").as_str().into()],
            category: Some(format!("people-{word}").as_str().into()),
            starts: Some(date(year, 1, 1)),
            due: Some(date(year, 7, 31)),
            recommendations: vec![format!("r-{word}").as_str().into()],
            allied: vec![format!("athena-{word}").as_str().into()],
            ..ActionDetails::default()
        };
        for &field in ActionField::ALL {
            if let Some(text) = details.text_mut(field) {
                *text = format!("{} {word}", field.label());
            }
        }
        let filled: Vec<ActionField> = details.filled().map(|(field, _)| field).collect();
        assert_eq!(filled, ActionField::ALL, "every field has something in it here");
        details
    }

    pub(super) fn action(details: ActionDetails) -> Action {
        Action {
            id: ActionId(uuid::Uuid::nil()),
            details,
            open_since: None,
            first_planned: date(2024, 10, 1),
            created: Timestamp::UNIX_EPOCH,
            revision: 1,
            progress_update: None,
        }
    }

    #[test]
    fn an_action_is_open_since_its_first_plan() {
        let mut action = action(ActionDetails::default());
        assert_eq!(action.open_since(date(2024, 10, 1)), None);
        assert_eq!(action.open_since(date(2027, 10, 1)), Some(2024));
        action.open_since = Some(date(2018, 5, 1));
        assert_eq!(action.open_since(date(2024, 10, 1)), Some(2018));
        let rating = Rating::Green;
        let at = Timestamp::UNIX_EPOCH;
        action.progress_update =
            Some(ProgressUpdate { rating, comment: String::new(), learning: String::new(), at, who: None });
        assert_eq!(action.open_since(date(2024, 10, 1)), None);
    }

    #[test]
    fn a_timescale_is_shown_as_written_with_how_late_it_is() {
        let due = Some(date(2026, 7, 31));
        let without = action(ActionDetails { due, ..ActionDetails::default() });
        assert_eq!(without.by_when(date(2026, 7, 31)), "Due 31 July 2026");
        assert_eq!(without.by_when(date(2026, 8, 1)), "Was due 31 July 2026");
        let written = action(ActionDetails { due, timescale: "By July 2026".into(), ..ActionDetails::default() });
        assert_eq!(written.by_when(date(2026, 7, 1)), "By July 2026");
        assert_eq!(written.by_when(date(2026, 11, 22)), "By July 2026 (3 months overdue)");
        let ongoing = action(ActionDetails { timescale: "ongoing".into(), ..ActionDetails::default() });
        assert!(!ongoing.is_overdue(date(2999, 1, 1)));
    }

    #[test]
    fn a_title_is_short_and_ends_after_a_word() {
        let details = ActionDetails { text: format!("Count {}", "everyone, ".repeat(20)), ..ActionDetails::default() };
        assert!(details.title().ends_with("everyone…"), "{}", details.title());
        assert!(details.title().chars().count() <= 101);
        assert_eq!(ActionDetails { text: " Count\n us ".into(), ..ActionDetails::default() }.title(), "Count us");
    }

    #[test]
    fn a_change_has_its_field_and_the_old_content() {
        let before = ActionDetails { owner: "Library".into(), ..ActionDetails::default() };
        let after = ActionDetails { owner: "Registry".into(), ..before.clone() };
        assert_eq!(
            before.changes(&after),
            [FieldChange { field: ActionField::Owner, was: "Library".into(), is: "Registry".into() }]
        );
        assert_eq!(before.changes(&before), []);
    }
}
