//! The completeness check of a self-assessment: missing items and warnings. It is computed, never stored. The task page, locking and
//! `assay check` use the same list.
//!
//! **A missing item prevents locking; a warning does not.** A self-assessment is not complete without a required answer, a rating, a
//! next step or the name of a signatory. An answer over its limit, a theme without actions or figures that disagree are warnings: the
//! organisation may have its reasons, and this charter gives no marks.

mod answers;
mod people;
mod plan;
mod ratings;
mod submitted;
mod tasks;

pub use submitted::warnings_of_submission;
pub use tasks::{Progress, Task, headline, tasks};

use crate::{
    ActionId, Date, QuestionKey,
    assessment::contents::AssessmentContents,
    charter::{Charter, Edition},
};
use std::fmt::Write as _;

/// One item of the completeness check: missing, or a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletenessItem {
    /// Whether it prevents locking.
    pub severity: Severity,
    /// A stable code for the kind of item, for programs.
    pub code: &'static str,
    /// What is wrong and what to do, in a sentence or two without the final full stop.
    pub message: String,
    /// Where it is fixed.
    pub place: CompletenessPlace,
}

/// Whether an item prevents locking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The self-assessment cannot be locked without it.
    Missing,
    /// It should be checked, and does not prevent locking.
    Warning,
}

/// Where an item is fixed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletenessPlace {
    /// An answer.
    Question(QuestionKey),
    /// The actions of the previous plan.
    Ratings,
    /// One action of the previous plan.
    Rated(ActionId),
    /// The new plan.
    Plan,
    /// One action of the new plan.
    Action(ActionId),
    /// The headcount.
    Headcount,
    /// The organisation profile: contact, leader, web address.
    Organisation,
    /// The members of the organisation.
    People,
}

impl CompletenessItem {
    fn missing(code: &'static str, place: CompletenessPlace, message: impl Into<String>) -> Self {
        Self { severity: Severity::Missing, code, message: message.into(), place }
    }
    fn warning(code: &'static str, place: CompletenessPlace, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code, message: message.into(), place }
    }
    /// Whether it prevents locking.
    #[must_use]
    pub fn is_blocking(&self) -> bool {
        self.severity == Severity::Missing
    }
}

/// All missing items, then all warnings, each in the order of the self-assessment's page.
#[must_use]
pub fn check(
    contents: &AssessmentContents,
    edition: &Edition,
    charter: &Charter,
    today: Date,
) -> Vec<CompletenessItem> {
    let mut items = answers::check(contents, edition, charter);
    items.extend(ratings::check(contents, edition));
    items.extend(plan::check(contents, edition, charter, today));
    items.extend(people::check(contents, edition, charter, today));
    items.sort_by_key(|item| item.severity);
    items
}

/// Whether nothing is missing.
#[must_use]
pub fn is_ready(items: &[CompletenessItem]) -> bool {
    !items.iter().any(CompletenessItem::is_blocking)
}

/// The list as plain text for terminals and emails, one line for each item.
#[must_use]
pub fn as_text(items: &[CompletenessItem], edition: &Edition) -> String {
    let mut text = String::new();
    for (severity, heading) in [(Severity::Missing, "Missing"), (Severity::Warning, "Warnings")] {
        let of_these: Vec<_> = items.iter().filter(|item| item.severity == severity).collect();
        if of_these.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        writeln!(text, "{heading} ({}):", of_these.len()).expect("a String can be written to");
        for item in of_these {
            let place = item.place.name(edition);
            writeln!(text, "  {place}: {} [{}]", item.message, item.code).expect("a String can be written to");
        }
    }
    if text.is_empty() { "No missing items and no warnings.\n".to_owned() } else { text }
}

impl CompletenessPlace {
    /// The place in words: a question's title, “New action plan”.
    #[must_use]
    pub fn name(&self, edition: &Edition) -> String {
        match self {
            Self::Question(key) => edition.question(key).map_or(key.as_str(), |question| &question.title).to_owned(),
            Self::Ratings | Self::Rated(_) => "Previous action plan".to_owned(),
            Self::Plan | Self::Action(_) => "New action plan".to_owned(),
            Self::Headcount => "Headcount".to_owned(),
            Self::Organisation => "Organisation".to_owned(),
            Self::People => "People".to_owned(),
        }
    }
}

/// The beginning of an action’s text in quotation marks, to name the action in a sentence.
fn quoted(text: &str) -> String {
    const MAX_CHARACTERS: usize = 70;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_CHARACTERS {
        return format!("“{line}”");
    }
    let start: String = line.chars().take(MAX_CHARACTERS).collect();
    let whole_words = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    format!("“{whole_words} …”")
}
