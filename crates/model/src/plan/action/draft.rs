//! Action details as typed, pasted or imported, and their validation.

use super::ActionDetails;
use crate::{CategoryKey, Date, charter::Charter, core::date_bounds::DateKind, plan::timescale};
use std::collections::BTreeSet;

/// Maximum length of the text, in characters.
pub const MAX_TEXT_CHARACTERS: usize = 2_000;
/// Maximum length of the success measure, resources and rationale, in characters: the same as of a pasted cell.
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
    /// The name of the field in [`ActionDraft`].
    pub field: &'static str,
    /// The message for the reader: a sentence without a full stop.
    pub message: String,
}

impl From<ActionDetails> for ActionDraft {
    fn from(details: ActionDetails) -> Self {
        fn words<T: ToString>(keys: &[T]) -> Vec<String> {
            keys.iter().map(T::to_string).collect()
        }
        Self {
            themes: words(&details.themes),
            category: details.category.map(|key| key.to_string()).unwrap_or_default(),
            recommendations: words(&details.recommendations),
            allied: words(&details.allied),
            text: details.text,
            owner: details.owner,
            starts: details.starts,
            due: details.due,
            timescale: details.timescale,
            measure: details.measure,
            resource: details.resource,
            rationale: details.rationale,
        }
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
        let flaw = |field, label, day: Option<Date>| {
            let message = DateKind::Planned.check(label, day?, today).err()?;
            Some(ActionFlaw { field, message })
        };
        let dates = [flaw("starts", "Start date", details.starts), flaw("due", "Due date", details.due)];
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
        let mut check = |field, wrong: bool, message: &str| {
            if wrong {
                flaws.push(ActionFlaw { field, message: message.to_owned() });
            }
        };
        check("text", draft.text.trim().is_empty(), "Enter the action");
        check("text", longer(&draft.text, MAX_TEXT_CHARACTERS), "Action must be 2,000 characters or fewer");
        check("themes", draft.themes.is_empty(), "Select at least one theme");
        check("themes", themes.is_err(), "Select themes from the list");
        check("owner", longer(&draft.owner, MAX_LINE_CHARACTERS), "Owner must be 500 characters or fewer");
        check("timescale", longer(&draft.timescale, MAX_LINE_CHARACTERS), "Timescale must be 500 characters or fewer");
        let differ = draft.due.is_some_and(|day| certain.is_some_and(|certain| certain != day));
        check("due", differ, "Due date must match the timescale, or be left blank");
        let ends_before = draft.starts.zip(due).is_some_and(|(starts, due)| due < starts);
        check("starts", ends_before, "Start date must be before the due date");
        check(
            "measure",
            longer(&draft.measure, MAX_DETAIL_CHARACTERS),
            "Success measure must be 5,000 characters or fewer",
        );
        check(
            "resource",
            longer(&draft.resource, MAX_DETAIL_CHARACTERS),
            "Resources must be 5,000 characters or fewer",
        );
        check(
            "rationale",
            longer(&draft.rationale, MAX_DETAIL_CHARACTERS),
            "Rationale must be 5,000 characters or fewer",
        );
        let is_unknown = category.as_ref().is_some_and(|key| charter.category(key).is_none());
        check("category", is_unknown, "Select a category from the list");
        check("recommendations", recommendations.is_err(), "Select recommendations from the list");
        check("allied", allied.is_err(), "Select charters from the list");
        match (themes, recommendations, allied) {
            (Ok(themes), Ok(recommendations), Ok(allied)) if flaws.is_empty() => Ok(Self {
                text: trimmed(&draft.text),
                themes,
                category,
                owner: trimmed(&draft.owner),
                starts: draft.starts,
                due,
                timescale: trimmed(&draft.timescale),
                measure: trimmed(&draft.measure),
                resource: trimmed(&draft.resource),
                rationale: trimmed(&draft.rationale),
                recommendations,
                allied,
            }),
            _ => Err(flaws),
        }
    }
}

fn longer(text: &str, most: usize) -> bool {
    text.trim().chars().count() > most
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
