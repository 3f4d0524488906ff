//! The form for practice feedback: for each criterion a finding and two texts.

use model::{
    charter::criterion::{Criterion, CriterionFinding},
    core::prose,
    peer_review::training::{CriterionFeedback, MissingFeedback, PracticeFeedback},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use web_shell::core::form::{Choice, Errors};

/// The fields of the form by their names: `finding-KEY`, `strengths-KEY` and `advice-KEY` for each criterion.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct FeedbackForm(BTreeMap<String, String>);

/// The fields of one criterion, as shown.
#[derive(Debug, Clone)]
pub(super) struct CriterionFields {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) finding_name: String,
    pub(super) findings: Vec<Choice>,
    pub(super) strengths_name: String,
    pub(super) strengths: String,
    pub(super) advice_name: String,
    pub(super) advice: String,
    /// What another tab saved, if it differs: labels and texts.
    pub(super) saved_elsewhere: Vec<(&'static str, String)>,
}

impl FeedbackForm {
    fn field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    pub(super) fn tab(&self) -> &str {
        self.field("tab")
    }
    pub(super) fn restored(&self) -> &str {
        self.field("restored")
    }
    /// The revision that the feedback was written from; 0 if there was none.
    pub(super) fn base(&self) -> i64 {
        self.field("revision").parse().unwrap_or(0)
    }
    /// Whether the reviewer wants to go on to the comparison.
    pub(super) fn wants_comparison(&self) -> bool {
        self.field("then") == "compare"
    }

    /// The feedback as typed, for the form that is shown again.
    pub(super) fn typed(&self, criteria: &[Criterion]) -> PracticeFeedback {
        let one = |criterion: &Criterion| {
            let text = |field: &str| tidy(self.field(&format!("{field}-{}", criterion.id)));
            let finding = CriterionFinding::parse(self.field(&format!("finding-{}", criterion.id)));
            let feedback = CriterionFeedback { finding, strengths: text("strengths"), advice: text("advice") };
            (criterion.id.clone(), feedback)
        };
        PracticeFeedback(criteria.iter().map(one).collect())
    }

    /// The feedback, and which texts are too long to be saved.
    pub(super) fn feedback(&self, criteria: &[Criterion]) -> (PracticeFeedback, Errors) {
        let feedback = self.typed(criteria);
        let mut errors = Errors::none();
        for (key, one) in &feedback.0 {
            for (field, text) in [("strengths", &one.strengths), ("advice", &one.advice)] {
                errors.collect(&format!("{field}-{key}"), prose::check(text));
            }
        }
        (feedback, errors)
    }
}

/// The text with `\n` line endings, without trailing white space and other control characters, which no database stores in JSON.
fn tidy(text: &str) -> String {
    let kept = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    text.replace("\r\n", "\n").trim_end().chars().filter(kept).collect()
}

/// The fields of each criterion, filled with feedback. `elsewhere` is what another tab saved.
pub(super) fn fields(
    criteria: &[Criterion],
    feedback: &PracticeFeedback,
    elsewhere: Option<&PracticeFeedback>,
) -> Vec<CriterionFields> {
    let one = |criterion: &Criterion| {
        let (key, own) = (&criterion.id, feedback.of(&criterion.id));
        let theirs = elsewhere.map(|elsewhere| elsewhere.of(key));
        CriterionFields {
            title: criterion.title.clone(),
            text: criterion.text.clone(),
            finding_name: format!("finding-{key}"),
            findings: CriterionFinding::ALL
                .into_iter()
                .map(|finding| Choice::new(finding.as_str(), finding.name(), own.finding == Some(finding)))
                .collect(),
            strengths_name: format!("strengths-{key}"),
            advice_name: format!("advice-{key}"),
            saved_elsewhere: theirs.map(|theirs| differing(&own, &theirs)).unwrap_or_default(),
            strengths: own.strengths,
            advice: own.advice,
        }
    };
    criteria.iter().map(one).collect()
}

/// What the saved feedback has otherwise than the typed one.
fn differing(own: &CriterionFeedback, saved: &CriterionFeedback) -> Vec<(&'static str, String)> {
    let name = |feedback: &CriterionFeedback| feedback.finding.map_or("None", CriterionFinding::name).to_owned();
    let all = [
        ("CriterionFinding", name(own), name(saved)),
        ("Strengths", own.strengths.clone(), saved.strengths.clone()),
        ("Advice", own.advice.clone(), saved.advice.clone()),
    ];
    all.into_iter().filter(|(_, own, saved)| own != saved).map(|(label, _, saved)| (label, saved)).collect()
}

/// What is missing before feedback can be compared.
pub(super) fn missing(criteria: &[Criterion], feedback: &PracticeFeedback) -> Errors {
    let mut errors = Errors::none();
    for criterion in criteria {
        for missing in feedback.of(&criterion.id).missing() {
            match missing {
                MissingFeedback::CriterionFinding => {
                    errors.add(format!("finding-{}", criterion.id), format!("{}: select a finding", criterion.title));
                }
                MissingFeedback::Words => errors.add(
                    format!("strengths-{}", criterion.id),
                    format!("{}: enter a strength or advice", criterion.title),
                ),
            }
        }
    }
    errors
}
