//! Feedback: what the organisation receives, exactly as a moderator approved it. It names nobody who reviewed.

pub mod draft;
pub mod event;
pub mod moderation;
pub mod rating;
pub mod response;
pub mod text;

use crate::{
    CriterionKey, Date,
    charter::criterion::Criterion,
    core::canonical::{Hash, canonical},
};
use draft::{DraftField, DraftText};
use serde::{Deserialize, Serialize};

/// The feedback about one submission. Its fields are all that the organisation reads, so nothing about reviewers can be added by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// The name of the organisation when it was approved.
    pub organisation: String,
    /// The stage of the self-assessment.
    pub stage: u8,
    /// The day of the submission.
    pub submitted: Date,
    /// The opening.
    pub opening: String,
    /// What is said about each criterion, in the order of the charter. One about which nothing is said is left out.
    pub criteria: Vec<CriterionFeedback>,
}

/// What feedback says about one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionFeedback {
    /// The key of the criterion.
    pub criterion: CriterionKey,
    /// Its title when the feedback was approved.
    pub title: String,
    /// What the organisation does well; may be blank.
    pub strengths: String,
    /// What it could do next; may be blank.
    pub advice: String,
}

impl Feedback {
    /// Creates the feedback about a submission from the text of a draft. The submission is told by the name of its organisation, its stage and
    /// its day.
    #[must_use]
    pub fn from_draft(submission: (&str, u8, Date), criteria: &[Criterion], text: &DraftText) -> Self {
        let (organisation, stage, submitted) = submission;
        let of_criterion = |criterion: &Criterion| CriterionFeedback {
            criterion: criterion.id.clone(),
            title: criterion.title.clone(),
            strengths: text.of(&DraftField::Strengths(criterion.id.clone())).to_owned(),
            advice: text.of(&DraftField::Advice(criterion.id.clone())).to_owned(),
        };
        Self {
            organisation: organisation.to_owned(),
            stage,
            submitted,
            opening: text.of(&DraftField::Opening).to_owned(),
            criteria: criteria
                .iter()
                .map(of_criterion)
                .filter(|one| !(one.strengths.is_empty() && one.advice.is_empty()))
                .collect(),
        }
    }

    /// The canonical text, which is stored, and its hash, which names it.
    ///
    /// # Panics
    /// Never: texts, a number and a day have a canonical form.
    #[must_use]
    pub fn locked(&self) -> (Hash, String) {
        let text = canonical(self).expect("feedback has a canonical form");
        (Hash::of(&text), text)
    }

    /// Parses a canonical text.
    ///
    /// # Errors
    /// Returns an error if it is not that of feedback.
    pub fn parse(canonical: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(canonical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn feedback_has_the_texts_of_the_draft_in_the_order_of_the_charter_and_reads_back() {
        let criterion = |id: &str, title: &str| Criterion { id: id.into(), title: title.into(), text: String::new() };
        let criteria = [criterion("lamp", "The lamp"), criterion("oil", "The oil"), criterion("log", "The log")];
        let fields = [("opening", "Thank you"), ("advice-log", "Write it up"), ("strengths-lamp", "Bright")];
        let text = DraftText::new(fields.map(|(key, text)| (key.to_owned(), text.to_owned())));
        let feedback = Feedback::from_draft(("Northmoor", 2, date(2027, 1, 31)), &criteria, &text);
        let said: Vec<_> = feedback
            .criteria
            .iter()
            .map(|one| (one.title.as_str(), one.strengths.as_str(), one.advice.as_str()))
            .collect();
        assert_eq!(said, [("The lamp", "Bright", ""), ("The log", "", "Write it up")]);
        let (hash, canonical) = feedback.locked();
        assert_eq!(Hash::of(&canonical), hash);
        assert_eq!(Feedback::parse(&canonical).unwrap(), feedback);
        let with_reviewer = canonical.replacen('{', r#"{"reviewer":"Ada","#, 1);
        assert!(Feedback::parse(&with_reviewer).is_err(), "no other field is read");
    }
}
