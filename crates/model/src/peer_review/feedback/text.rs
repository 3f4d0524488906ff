//! What an organisation writes about feedback that it received: its response, and what it did about each advice.

use crate::peer_review::feedback::{CriterionFeedback, Feedback};
use crate::{
    CriterionKey, Date,
    assessment::advice::{AdviceOutcome, AdviceReport, ReportedAdvice},
    core::{
        prose,
        versions::{Merge, merge},
    },
};
use std::collections::BTreeMap;

/// A text of an organisation about feedback. Each has versions of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedbackField {
    /// The response to the feedback.
    Response,
    /// What was done about the advice on a criterion, written with the next self-assessment.
    Advice(CriterionKey),
}

impl FeedbackField {
    /// The word in the database.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Response => "response".to_owned(),
            Self::Advice(criterion) => format!("advice-{criterion}"),
        }
    }
}

/// A text about feedback; with an outcome, if it is about advice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedbackText {
    /// How far an advice was followed, if that is selected.
    pub outcome: Option<AdviceOutcome>,
    /// The text; may be blank.
    pub text: String,
}

/// Why a text cannot be saved: the field, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackTextFlaw {
    /// The field: `outcome` or `text`.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl FeedbackText {
    /// Checks what was entered. It may be incomplete, because it is saved while it is written.
    ///
    /// # Errors
    /// Returns what cannot be saved: an outcome that does not exist, or a text that is too long to store.
    pub fn parse(outcome: &str, text: &str) -> Result<Self, FeedbackTextFlaw> {
        let text = text.replace("\r\n", "\n").trim_end().to_owned();
        let known = AdviceOutcome::parse(outcome);
        if known.is_none() && !outcome.is_empty() {
            let message = "Select whether it is done, partly done or not done".to_owned();
            return Err(FeedbackTextFlaw { field: "outcome", message });
        }
        match prose::check(&text) {
            Ok(()) => Ok(Self { outcome: known, text }),
            Err(reason) => Err(FeedbackTextFlaw { field: "text", message: format!("{reason}. Shorten it") }),
        }
    }

    /// Whether nothing is selected or written.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.outcome.is_none() && self.text.trim().is_empty()
    }

    /// The outcome and the text as one, for a version history.
    #[must_use]
    pub fn in_words(&self) -> String {
        match (self.outcome, self.text.is_empty()) {
            (None, _) => self.text.clone(),
            (Some(outcome), true) => outcome.name().to_owned(),
            (Some(outcome), false) => format!("{}\n\n{}", outcome.name(), self.text),
        }
    }

    /// Combines two edits of `self`: of each part, the one that changed it. True if none was changed by both.
    #[must_use]
    pub fn merged(&self, mine: &Self, theirs: &Self) -> (Self, bool) {
        let text = merge(&self.text, &mine.text, &theirs.text);
        let outcome = if mine.outcome == self.outcome { theirs.outcome } else { mine.outcome };
        let is_one_outcome = outcome == theirs.outcome || theirs.outcome == self.outcome;
        let is_clean = is_one_outcome && matches!(text, Merge::Clean(_));
        (Self { outcome, text: text.text().to_owned() }, is_clean)
    }
}

impl Feedback {
    /// The criteria that have advice, in order.
    pub fn advice(&self) -> impl Iterator<Item = &CriterionFeedback> {
        self.criteria.iter().filter(|one| !one.advice.trim().is_empty())
    }

    /// The advice with what was done about each. `texts` are by the key of their field; `sent` is the day on which it was sent.
    #[must_use]
    pub fn advice_report(&self, sent: Date, texts: &BTreeMap<String, FeedbackText>) -> AdviceReport {
        let nothing = FeedbackText::default();
        let reported = |one: &CriterionFeedback| {
            let written = texts.get(&FeedbackField::Advice(one.criterion.clone()).key()).unwrap_or(&nothing);
            ReportedAdvice {
                criterion: one.criterion.clone(),
                title: one.title.clone(),
                advice: one.advice.clone(),
                outcome: written.outcome,
                text: written.text.clone(),
            }
        };
        AdviceReport { stage: self.stage, sent, advice: self.advice().map(reported).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn text(outcome: &str, text: &str) -> FeedbackText {
        FeedbackText::parse(outcome, text).unwrap()
    }

    #[test]
    fn a_text_is_saved_while_it_is_written_and_an_unknown_outcome_is_not() {
        assert_eq!(text("", "").outcome, None);
        assert_eq!(text("not-done", "We moved\r\nhouse \n").text, "We moved\nhouse");
        assert!(text("", " ").is_blank() && !text("done", "").is_blank());
        assert_eq!(FeedbackText::parse("splendid", "").unwrap_err().field, "outcome");
        let long = "a".repeat(prose::MAX_TEXT_BYTES + 1);
        assert_eq!(FeedbackText::parse("", &long).unwrap_err().field, "text");
    }

    #[test]
    fn a_version_tells_its_outcome_before_its_text() {
        assert_eq!(text("partly", "We began").in_words(), "Partly done\n\nWe began");
        assert_eq!((text("done", "").in_words(), text("", "Soon").in_words()), ("Done".to_owned(), "Soon".to_owned()));
    }

    #[test]
    fn two_edits_are_combined_part_by_part() {
        let before = text("partly", "One\n\nTwo");
        let (both, is_clean) = before.merged(&text("done", "One\n\nTwo"), &text("partly", "One\n\nTwo\n\nThree"));
        assert_eq!((both, is_clean), (text("done", "One\n\nTwo\n\nThree"), true));
        let (_, is_clean) = before.merged(&text("done", "One"), &text("not-done", "One\n\nTwo"));
        assert!(!is_clean, "both chose another outcome");
    }

    #[test]
    fn the_report_has_each_advice_once_and_what_was_done_about_it() {
        let of = |criterion: &str, advice: &str| CriterionFeedback {
            criterion: criterion.into(),
            title: criterion.to_uppercase(),
            strengths: "Good".into(),
            advice: advice.into(),
        };
        let feedback = Feedback {
            organisation: "Northmoor".into(),
            stage: 2,
            submitted: date(2026, 11, 20),
            opening: String::new(),
            criteria: vec![of("lamp", "Trim it"), of("oil", " "), of("log", "Write it up")],
        };
        let texts = BTreeMap::from([
            ("advice-log".to_owned(), text("done", "It is written up")),
            ("response".to_owned(), text("", "Thank you")),
        ]);
        let report = feedback.advice_report(date(2027, 1, 31), &texts);
        let rows: Vec<_> =
            report.advice.iter().map(|one| (one.title.as_str(), one.outcome, one.text.as_str())).collect();
        assert_eq!(rows, [("LAMP", None, ""), ("LOG", Some(AdviceOutcome::Done), "It is written up")]);
        assert_eq!((report.stage, report.progress().as_str()), (2, "1 of 2 answered"));
    }
}
