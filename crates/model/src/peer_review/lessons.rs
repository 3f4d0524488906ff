//! What a round taught: figures about its reviewers, its times, how far reviewers agree, and which advice recurs.
//!
//! The board reads no figure about fewer than [`FEWEST`] people or organisations, and no names of reviewers.

mod agreement;
mod load;
mod recurring;
mod sections;
mod spread;
mod times;

pub use agreement::{CriterionAgreement, agreement, ordinal_alpha};
pub use load::loads;
pub use recurring::{AdvicePassage, GivenAdvice, RecurringTerm, recurring};
pub use sections::{LessonRow, LessonSection, LessonTable, sections};
pub use spread::Spread;

use crate::{
    AssessmentId, CriterionKey, Date, PanelId, PersonId, charter::criterion::CriterionFinding, core::permit::Refused,
    peer_review::feedback::rating::RatingSums,
};

/// The fewest people or organisations that a figure for the board is about.
pub const FEWEST: usize = 3;

/// Who reads what a round taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LessonsReader {
    /// The secretariat, which knows the panels: with the names of reviewers, and with small numbers.
    Secretariat,
    /// The board, and everyone to whom the file is given.
    Board,
}

impl LessonsReader {
    /// The fewest people or organisations that a figure for this reader is about.
    #[must_use]
    pub fn fewest(self) -> usize {
        match self {
            Self::Secretariat => 1,
            Self::Board => FEWEST,
        }
    }
}

/// The facts of a round.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LessonFacts {
    /// The members of its panels, also those who left.
    pub members: Vec<MemberOfRound>,
    /// The submissions that its panels review.
    pub submissions: Vec<ReviewedTimes>,
    /// The reviews that were completed.
    pub reviews: Vec<CompletedReview>,
    /// The findings of the reviews that are complete.
    pub findings: Vec<GivenFinding>,
    /// The advice of the feedback that was sent.
    pub advice: Vec<GivenAdvice>,
    /// How organisations rated the feedback.
    pub ratings: Vec<RatingSum>,
}

/// A person on a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberOfRound {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The panel.
    pub panel: PanelId,
    /// How many submissions the panel reviews.
    pub submissions: u32,
    /// Whether they joined after the panel was formed.
    pub has_joined_later: bool,
    /// Whether they left it.
    pub has_left: bool,
}

/// A submission, and when the steps of its review were done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedTimes {
    /// The panel.
    pub panel: PanelId,
    /// The submission.
    pub assessment: AssessmentId,
    /// The name of the organisation.
    pub organisation: String,
    /// The day of the submission.
    pub submitted: Date,
    /// When it was given to its panel.
    pub allocated: Date,
    /// When the panel began its draft.
    pub begun: Option<Date>,
    /// When all members had agreed to the draft.
    pub agreed: Option<Date>,
    /// When a moderator approved it.
    pub approved: Option<Date>,
    /// When it was sent.
    pub sent: Option<Date>,
}

/// A review, and when it was completed for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompletedReview {
    /// The panel.
    pub panel: PanelId,
    /// The submission.
    pub assessment: AssessmentId,
    /// The reviewer.
    pub person: PersonId,
    /// When it was completed.
    pub completed: Date,
}

/// What one reviewer found about one criterion of one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenFinding {
    /// The panel.
    pub panel: PanelId,
    /// The submission.
    pub assessment: AssessmentId,
    /// The criterion.
    pub criterion: CriterionKey,
    /// The finding.
    pub finding: CriterionFinding,
}

/// How organisations rated the feedback in one respect: the words of each answer, and how many chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingSum {
    /// What was asked.
    pub question: String,
    /// Each answer with its number.
    pub answers: Vec<(String, usize)>,
}

impl RatingSum {
    /// The sums of all questions, with the words of the levels.
    #[must_use]
    pub fn all(sums: &RatingSums, levels: &[String]) -> Vec<Self> {
        let of = |(question, counts): &(String, Vec<usize>)| Self {
            question: question.clone(),
            answers: levels.iter().cloned().zip(counts.iter().copied()).collect(),
        };
        sums.questions.iter().map(of).collect()
    }
}

impl LessonFacts {
    /// Whether the feedback on all submissions is sent.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        !self.submissions.is_empty() && self.submissions.iter().all(|one| one.sent.is_some())
    }

    /// Whether this reader may read them now.
    ///
    /// # Errors
    /// The board reads nothing before all feedback is sent, so that it does not learn of open reviews.
    pub fn check(&self, reader: LessonsReader) -> Result<(), Refused> {
        if reader == LessonsReader::Secretariat || self.is_sent() {
            return Ok(());
        }
        Err(Refused::Forbidden("The lessons of a round can be read once all of its feedback is sent."))
    }
}

#[cfg(test)]
mod tests;
