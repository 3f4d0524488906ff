//! The advice of the last peer review, and what the organisation did about it: written with the next self-assessment, and signed with it.

use crate::{CriterionKey, Date};
use serde::{Deserialize, Serialize};

/// How far an organisation followed an advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdviceOutcome {
    /// It is done.
    Done,
    /// A part of it is done.
    Partly,
    /// It is not done.
    NotDone,
}

impl AdviceOutcome {
    /// All of them, in the order of a form.
    pub const ALL: [Self; 3] = [Self::Done, Self::Partly, Self::NotDone];
    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partly => "partly",
            Self::NotDone => "not-done",
        }
    }
    /// Parses that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
    /// The words on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Partly => "Partly done",
            Self::NotDone => "Not done",
        }
    }
}

/// The advice of the last peer review with what was done about each. It is signed with the self-assessment and never published with it: the
/// feedback is the organisation's, and only a lead publishes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdviceReport {
    /// The stage of the submission that was reviewed.
    pub stage: u8,
    /// The day on which the feedback was sent.
    pub sent: Date,
    /// The advice, in the order of the feedback.
    pub advice: Vec<ReportedAdvice>,
}

/// One advice, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedAdvice {
    /// The key of the criterion.
    pub criterion: CriterionKey,
    /// Its title when the feedback was approved.
    pub title: String,
    /// The advice.
    pub advice: String,
    /// How far it was followed; none if nothing is selected.
    pub outcome: Option<AdviceOutcome>,
    /// What was done, or why not; may be blank.
    pub text: String,
}

impl ReportedAdvice {
    /// Whether it is answered: an outcome and words.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.outcome.is_some() && !self.text.trim().is_empty()
    }
    /// Whether anything is written or selected.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.outcome.is_some() || !self.text.trim().is_empty()
    }
}

impl AdviceReport {
    /// How many are answered.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.advice.iter().filter(|one| one.is_answered()).count()
    }
    /// "2 of 5 answered".
    #[must_use]
    pub fn progress(&self) -> String {
        format!("{} of {} answered", self.answered(), self.advice.len())
    }
    /// Whether any of them is answered, or begun. Without that there is nothing to sign.
    #[must_use]
    pub fn has_answers(&self) -> bool {
        self.advice.iter().any(ReportedAdvice::is_begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_outcome_is_parsed_from_its_own_word_alone() {
        for outcome in AdviceOutcome::ALL {
            assert_eq!(AdviceOutcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(AdviceOutcome::parse("Done"), None);
    }

    #[test]
    fn an_advice_is_answered_by_an_outcome_and_words() {
        let one = |outcome, text: &str| ReportedAdvice {
            criterion: "lamp".into(),
            title: "The lamp".into(),
            advice: "Trim it".into(),
            outcome,
            text: text.into(),
        };
        let report = |advice| AdviceReport { stage: 1, sent: date(2027, 1, 31), advice };
        let all = report(vec![
            one(Some(AdviceOutcome::Done), "Each Sunday"),
            one(Some(AdviceOutcome::NotDone), " "),
            one(None, "Soon"),
            one(None, ""),
        ]);
        assert_eq!((all.answered(), all.progress().as_str()), (1, "1 of 4 answered"));
        assert!(all.has_answers());
        assert!(report(vec![one(None, "Soon")]).has_answers(), "what is begun is signed as well");
        assert!(!report(vec![one(None, "")]).has_answers());
    }
}
