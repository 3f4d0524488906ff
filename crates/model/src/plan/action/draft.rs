//! Action details as typed, pasted or imported, and their validation.

use super::{ActionDetails, ActionField, FieldKind};
use crate::{
    CategoryKey, Date,
    charter::Charter,
    core::{date_bounds::DateKind, figures::with_commas},
    plan::timescale,
};
use std::collections::BTreeSet;

/// Maximum length of the text, in characters.
pub const MAX_TEXT_CHARACTERS: usize = 2_000;
/// Maximum length of other texts, such as the rationale, in characters: the same as of a pasted cell.
pub const MAX_DETAIL_CHARACTERS: usize = 5_000;
/// Maximum length of the owner and timescale, in characters.
pub const MAX_LINE_CHARACTERS: usize = 500;

/// Unchecked action details. Missing fields are empty. Only the text and a theme are required here; the completeness check
/// asks for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each is a field of `ActionDetails`")]
pub struct ActionDraft {
    pub text: String,
    pub themes: Vec<String>,
    pub category: String,
    pub owner: String,
    pub starts: Option<Date>,
    pub due: Option<Date>,
    pub timescale: String,
    pub measure: String,
    pub resource: String,
    pub rationale: String,
    pub recommendations: Vec<String>,
    pub allied: Vec<String>,
}

impl ActionDraft {
    /// A draft of what every action has; the other fields are empty.
    #[must_use]
    pub fn new(text: impl Into<String>, themes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { text: text.into(), themes: themes.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// A validation error in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionFlaw {
    /// The field.
    pub field: ActionField,
    /// The message for the reader: a sentence without a full stop.
    pub message: String,
}

impl From<ActionDetails> for ActionDraft {
    fn from(mut details: ActionDetails) -> Self {
        fn words<T: ToString>(keys: &[T]) -> Vec<String> {
            keys.iter().map(T::to_string).collect()
        }
        let mut draft = Self {
            themes: words(&details.themes),
            category: details.category.as_ref().map(ToString::to_string).unwrap_or_default(),
            starts: details.starts,
            due: details.due,
            recommendations: words(&details.recommendations),
            allied: words(&details.allied),
            ..Self::default()
        };
        for &field in ActionField::ALL {
            if let Some((to, text)) = draft.text_mut(field).zip(details.text_mut(field)) {
                *to = std::mem::take(text);
            }
        }
        draft
    }
}

impl ActionDetails {
    /// Checks a draft that is entered on that day, as [`parse`](Self::parse) does, and the bounds of its dates, whether they were entered or taken
    /// from the timescale.
    ///
    /// # Errors
    /// Returns every invalid field, in the order of the form; the dates once the other fields are valid.
    pub fn parse_on(draft: &ActionDraft, charter: &Charter, today: Date) -> Result<Self, Vec<ActionFlaw>> {
        let details = Self::parse(draft, charter)?;
        let flaw = |field: ActionField, day: Option<Date>| {
            let message = DateKind::Planned.check(field.label(), day?, today).err()?;
            Some(ActionFlaw { field, message })
        };
        let dates = [flaw(ActionField::Starts, details.starts), flaw(ActionField::Due, details.due)];
        let flaws: Vec<ActionFlaw> = dates.into_iter().flatten().collect();
        if flaws.is_empty() { Ok(details) } else { Err(flaws) }
    }

    /// Checks a draft against the charter. Themes, recommendations and other charters are returned in the charter's order,
    /// without duplicates. A missing due date is taken from the timescale, if that is certain.
    ///
    /// # Errors
    /// Returns every invalid field, in the order of the form.
    pub fn parse(draft: &ActionDraft, charter: &Charter) -> Result<Self, Vec<ActionFlaw>> {
        let mut flaws = Vec::new();
        let themes = known(charter.themes.iter().map(|theme| &theme.id), &draft.themes);
        let recommendations = charter.recommendations.iter().flat_map(|set| &set.recommendations);
        let recommendations = known(recommendations.map(|one| &one.id), &draft.recommendations);
        let allied = known(charter.allied.iter().map(|allied| &allied.id), &draft.allied);
        let category = Some(draft.category.trim()).filter(|key| !key.is_empty()).map(CategoryKey::from);
        let certain = timescale::due(&draft.timescale);
        let due = draft.due.or(certain);
        let mut check = |field: ActionField, wrong: bool, message: &str| {
            if wrong {
                flaws.push(ActionFlaw { field, message: message.to_owned() });
            }
        };
        check(ActionField::Text, draft.text.trim().is_empty(), "Enter the action");
        check(ActionField::Themes, draft.themes.is_empty(), "Select at least one theme");
        check(ActionField::Themes, themes.is_err(), "Select themes from the list");
        let differ = draft.due.is_some_and(|day| certain.is_some_and(|certain| certain != day));
        check(ActionField::Due, differ, "Due date must match the timescale, or be left blank");
        let ends_before = draft.starts.zip(due).is_some_and(|(starts, due)| due < starts);
        check(ActionField::Starts, ends_before, "Start date must be before the due date");
        let is_unknown = category.as_ref().is_some_and(|key| charter.category(key).is_none());
        check(ActionField::Category, is_unknown, "Select a category from the list");
        check(ActionField::Recommendations, recommendations.is_err(), "Select recommendations from the list");
        check(ActionField::Allied, allied.is_err(), "Select charters from the list");
        flaws.extend(ActionField::ALL.iter().filter_map(|&field| too_long(field, draft)));
        flaws.sort_by_key(|flaw| flaw.field);
        match (themes, recommendations, allied) {
            (Ok(themes), Ok(recommendations), Ok(allied)) if flaws.is_empty() => {
                let starts = draft.starts;
                let mut details = Self { themes, category, starts, due, recommendations, allied, ..Self::default() };
                for &field in ActionField::ALL {
                    if let Some((to, typed)) = details.text_mut(field).zip(draft.text(field)) {
                        *to = trimmed(typed);
                    }
                }
                Ok(details)
            }
            _ => Err(flaws),
        }
    }
}

/// The error of a text that is longer than its field may be.
fn too_long(field: ActionField, draft: &ActionDraft) -> Option<ActionFlaw> {
    let (FieldKind::Text(most), Some(text)) = (field.kind(), draft.text(field)) else { return None };
    let is_longer = text.trim().chars().count() > most;
    let message = || format!("{} must be {} characters or fewer", field.form_label(), with_commas(&most.to_string()));
    is_longer.then(|| ActionFlaw { field, message: message() })
}

/// Browsers send lines that end with `\r\n`; they are stored with `\n`.
fn trimmed(text: &str) -> String {
    text.trim().replace("\r\n", "\n")
}

/// The chosen keys in the order of `all`. An error if one of them is not in `all`.
fn known<'c, K>(all: impl Iterator<Item = &'c K>, chosen: &[String]) -> Result<Vec<K>, ()>
where
    K: Clone + ToString + 'c,
{
    let wanted: BTreeSet<&str> = chosen.iter().map(String::as_str).collect();
    let found: Vec<K> = all.filter(|key| wanted.contains(key.to_string().as_str())).cloned().collect();
    if found.len() == wanted.len() { Ok(found) } else { Err(()) }
}
