//! The completeness check of a self-assessment, missing items and warnings: computed, never stored. The same list draws the task page,
//! prevents locking and is `assay check`.
//!
//! **What is missing blocks; what is doubtful advises.** An answer that a stage asks for, a rating, a decision, a name to sign:
//! without one there is no self-assessment. An answer over its limit, a plan without an action under some theme, a
//! figure that disagrees with another: the organisation may have its reasons, and this charter gives no marks.

mod answers;
mod people;
mod plan;
mod ratings;
mod tasks;

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
    /// Whether submission waits for it.
    pub severity: Severity,
    /// The kind of item: stable, for programs.
    pub code: &'static str,
    /// What is the matter and what to do, in a sentence or two without the last full stop.
    pub message: String,
    /// Where it is mended.
    pub place: CompletenessPlace,
}

/// Whether something stops a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is missing: nothing can be locked before it is there.
    Blocks,
    /// A warning: it does not prevent locking.
    Advises,
}

/// Where an item is fixed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletenessPlace {
    /// An answer.
    Question(QuestionKey),
    /// The list of the last plan's actions.
    Ratings,
    /// One action of the last plan.
    Rated(ActionId),
    /// The new plan.
    Plan,
    /// One action of the new plan.
    Action(ActionId),
    /// The table of people.
    Headcount,
    /// What the organisation says of itself: contact, leader, address.
    Organisation,
    /// Who works on it.
    People,
}

impl CompletenessItem {
    fn blocks(code: &'static str, place: CompletenessPlace, message: impl Into<String>) -> Self {
        Self { severity: Severity::Blocks, code, message: message.into(), place }
    }
    fn advises(code: &'static str, place: CompletenessPlace, message: impl Into<String>) -> Self {
        Self { severity: Severity::Advises, code, message: message.into(), place }
    }
    /// Whether it stops a submission.
    #[must_use]
    pub fn is_blocking(&self) -> bool {
        self.severity == Severity::Blocks
    }
}

/// Everything that is missing or doubtful: what blocks first, and each in the order of the page of a self-assessment.
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

/// Whether nothing blocks.
#[must_use]
pub fn is_ready(items: &[CompletenessItem]) -> bool {
    !items.iter().any(CompletenessItem::is_blocking)
}

/// The list as plain text, a line an item: for terminals and emails.
#[must_use]
pub fn as_text(items: &[CompletenessItem], edition: &Edition) -> String {
    let mut text = String::new();
    for (severity, heading) in [(Severity::Blocks, "Missing"), (Severity::Advises, "Warnings")] {
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
    const LONGEST: usize = 70;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return format!("“{line}”");
    }
    let start: String = line.chars().take(LONGEST).collect();
    let whole_words = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    format!("“{whole_words} …”")
}
