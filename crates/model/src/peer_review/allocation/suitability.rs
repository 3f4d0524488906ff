//! How well a reviewer suits a submission: by what they know of its stage, of the kind of organisation, and of the themes of its plan.

use super::input::{AllocationInput, ReviewerFacts, SubmissionFacts};
use crate::{AssessmentId, PersonId};
use allocation::Score;

/// The parts of a score, in millionths; together a reviewer who knows everything has 1.
const STAGE: i64 = 400_000;
const KIND: i64 = 300_000;
const THEMES: i64 = 300_000;

/// What a reviewer knows of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suitability {
    stage: Option<u8>,
    unknown_stage: u8,
    knows_kind: bool,
    themes: (usize, usize),
}

impl Suitability {
    /// What this reviewer knows of this submission.
    #[must_use]
    pub fn of(reviewer: &ReviewerFacts, submission: &SubmissionFacts) -> Self {
        let known = submission.themes.iter().filter(|theme| reviewer.themes.contains(theme)).count();
        Self {
            stage: reviewer.stages.contains(&submission.stage).then_some(submission.stage),
            unknown_stage: submission.stage,
            knows_kind: reviewer.kinds.contains(&submission.kind),
            themes: (known, submission.themes.len()),
        }
    }

    /// The score, from 0 to 1.
    ///
    /// # Panics
    /// Never: a plan has few themes.
    #[must_use]
    pub fn score(self) -> Score {
        let (known, all) = self.themes;
        let count = |number: usize| i64::try_from(number).expect("a plan has few themes");
        let themes = if all == 0 { 0 } else { THEMES * count(known) / count(all) };
        let stage = if self.stage.is_some() { STAGE } else { 0 };
        let kind = if self.knows_kind { KIND } else { 0 };
        Score::from_millionths(stage + kind + themes)
    }

    /// The score in words.
    #[must_use]
    pub fn grade(self) -> &'static str {
        match self.score().millionths() {
            800_000.. => "Very good match",
            500_000.. => "Good match",
            250_000.. => "Some match",
            _ => "Weak match",
        }
    }

    /// Why: "Knows stage 2, this kind of organisation, and 2 of the 3 themes of the plan."
    #[must_use]
    pub fn sentence(self) -> String {
        let stage = if let Some(stage) = self.stage {
            format!("Knows stage {stage}")
        } else {
            format!("Does not know stage {}", self.unknown_stage)
        };
        let kind =
            if self.knows_kind { "knows this kind of organisation" } else { "does not know this kind of organisation" };
        match self.themes {
            (_, 0) => format!("{stage}; {kind}."),
            (known, all) => format!("{stage}; {kind}; knows {known} of the {all} themes of the plan."),
        }
    }
}

/// What a reviewer of the round knows of a submission of it.
#[must_use]
pub fn between(input: &AllocationInput, person: PersonId, assessment: AssessmentId) -> Option<Suitability> {
    Some(Suitability::of(input.reviewer(person)?, input.submission(assessment)?))
}
