//! Conflicting edits of a text about feedback: both versions side by side, to keep one or to save a combined version.

use askama::Template;
use model::{
    assessment::advice::AdviceOutcome,
    core::permit::{AtAssessment, Permission},
    core::saving::Whose,
    peer_review::feedback::text::FeedbackText,
};
use serde::Deserialize;
use store::peer_review::feedback::SavedFeedbackText;
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        clock::date_and_time,
        form::{Choice, Errors},
        shell::Shell,
    },
    versions::{MarkedText, pieces},
};

/// The query: the visitor's version, and the version that it was edited from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FeedbackConflictQuery {
    mine: String,
    base: String,
}

impl FeedbackConflictQuery {
    /// The number of the visitor's version, and that of the one that it was edited from; 0 for what is no number.
    pub(super) fn numbers(&self) -> (i64, i64) {
        (self.mine.parse().unwrap_or(0), self.base.parse().unwrap_or(0))
    }
}

/// What is edited, and where.
pub(super) struct EditedText<'e> {
    /// What it is called: "Response to the feedback".
    pub(super) name: &'e str,
    /// The page that it is part of: its address and its title.
    pub(super) up: (&'e str, &'e str),
    /// Where it is saved.
    pub(super) action: &'e str,
    /// Where the script saves it while it is typed, by which it knows which text is combined.
    pub(super) autosave: &'e str,
    /// The names of its fields: of the text, of the outcome, which is blank for a response, and of the version.
    pub(super) fields: (String, String, String),
}

#[derive(Template)]
#[template(path = "peer_review/feedback/conflicting_edit.html")]
pub(super) struct FeedbackConflictPage {
    shell: Shell,
    errors: Errors,
    name: String,
    up: (String, String),
    action: String,
    field: String,
    outcome_field: String,
    revision_field: String,
    autosave: String,
    who: String,
    when: String,
    /// Whether the reader saved the other version, in another tab.
    is_own: bool,
    mine: MarkedVersion,
    theirs: MarkedVersion,
    /// The visitor's version as it was typed.
    typed: FeedbackText,
    outcomes: Vec<Choice>,
    text: String,
    revision: i64,
    is_clean: bool,
}

struct MarkedVersion {
    /// The value and the words of the outcome; empty if none is selected.
    outcome: (&'static str, &'static str),
    text: Vec<MarkedText>,
}

/// The options of an outcome.
pub(super) fn outcomes(chosen: Option<AdviceOutcome>) -> Vec<Choice> {
    let choice = |outcome: AdviceOutcome| Choice::new(outcome.as_str(), outcome.name(), chosen == Some(outcome));
    AdviceOutcome::ALL.into_iter().map(choice).collect()
}

impl FeedbackConflictPage {
    /// Shows two edits of `before`.
    pub(super) fn new<P: Permission<Place = AtAssessment>>(
        app: &App,
        may: &May<P>,
        edited: EditedText<'_>,
        before: &FeedbackText,
        mine: FeedbackText,
        theirs: &SavedFeedbackText,
    ) -> Self {
        let (combined, is_clean) = before.merged(&mine, &theirs.text);
        let version = |one: &FeedbackText| MarkedVersion {
            outcome: one.outcome.map_or(("", ""), |outcome| (outcome.as_str(), outcome.name())),
            text: pieces(&before.text, &one.text),
        };
        let (field, outcome_field, revision_field) = edited.fields;
        Self {
            shell: may.shell(app, Section::Assessment),
            errors: Errors::none(),
            name: edited.name.to_owned(),
            up: (edited.up.0.to_owned(), edited.up.1.to_owned()),
            action: edited.action.to_owned(),
            field,
            outcome_field,
            revision_field,
            autosave: edited.autosave.to_owned(),
            who: theirs.who.clone().unwrap_or_else(|| "Someone else".to_owned()),
            when: date_and_time(theirs.at),
            is_own: Whose::of(theirs.person, may.author().person()).is_own(),
            mine: version(&mine),
            theirs: version(&theirs.text),
            typed: mine,
            outcomes: outcomes(combined.outcome),
            text: combined.text,
            revision: theirs.revision,
            is_clean,
        }
    }
}
