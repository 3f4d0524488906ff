//! The training of reviewers: how far a reviewer is in the course, and which step is next.
//!
//! A step opens when those before it are done: pages, quiz, practice feedback, comparison with the model. The step is computed from what
//! was recorded and is never stored, so that it cannot be skipped. Everything recorded is of one edition of the course.

mod practice;
mod step;

pub use practice::{CriterionFeedback, MissingFeedback, PracticeFeedback};
pub use step::{NotYet, TrainingStep};

use crate::{
    ChoiceKey, CoursePageKey, QuizQuestionKey, Timestamp,
    charter::{
        Charter,
        course::{Course, CoursePage, QuizQuestion},
        criterion::Criterion,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// The course of a charter, and the criteria by which its practice submission is reviewed.
#[derive(Debug, Clone, Copy)]
pub struct Training<'c> {
    /// The course.
    pub course: &'c Course,
    /// The review criteria.
    pub criteria: &'c [Criterion],
}

/// What one reviewer did in one edition of the course.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrainingRecord {
    /// The pages that they have read.
    pub pages: BTreeSet<CoursePageKey>,
    /// Their latest answer to each question of the quiz.
    pub answers: BTreeMap<QuizQuestionKey, BTreeSet<ChoiceKey>>,
    /// Their feedback on the practice submission.
    pub practice: Practice,
    /// When they completed the course, if they did.
    pub completed: Option<Timestamp>,
}

/// The feedback of a reviewer on the practice submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Practice {
    /// It can be changed, and the model is hidden.
    Writing(PracticeFeedback),
    /// It is compared with the model, and does not change any more.
    Compared {
        /// The feedback, which is complete.
        feedback: PracticeFeedback,
        /// When the model was opened.
        at: Timestamp,
    },
}

impl Default for Practice {
    fn default() -> Self {
        Self::Writing(PracticeFeedback::default())
    }
}

impl Practice {
    /// The feedback.
    #[must_use]
    pub fn feedback(&self) -> &PracticeFeedback {
        match self {
            Self::Writing(feedback) | Self::Compared { feedback, .. } => feedback,
        }
    }
}

impl<'c> Training<'c> {
    /// The training of a charter; `None` if reviewers need none.
    #[must_use]
    pub fn of(charter: &'c Charter) -> Option<Self> {
        let course = charter.course.as_ref()?;
        Some(Self { course, criteria: &charter.review.criteria })
    }

    /// The first page that is not read.
    #[must_use]
    pub fn next_page(&self, record: &TrainingRecord) -> Option<&'c CoursePage> {
        self.course.pages.iter().find(|page| !record.pages.contains(&page.id))
    }

    /// The first question that is not answered rightly.
    #[must_use]
    pub fn next_question(&self, record: &TrainingRecord) -> Option<&'c QuizQuestion> {
        self.course.questions.iter().find(|question| !is_answered(question, record))
    }

    /// The step that a reviewer is at.
    #[must_use]
    pub fn step(&self, record: &TrainingRecord) -> TrainingStep {
        if let Some(at) = record.completed {
            return TrainingStep::Completed(at);
        }
        let (pages, questions) = (&self.course.pages, &self.course.questions);
        let read = pages.iter().filter(|page| record.pages.contains(&page.id)).count();
        let right = questions.iter().filter(|question| is_answered(question, record)).count();
        match &record.practice {
            _ if read == 0 => TrainingStep::NotStarted,
            _ if read < pages.len() => TrainingStep::Pages { read, of: pages.len() },
            _ if right < questions.len() => TrainingStep::Quiz { right, of: questions.len() },
            Practice::Compared { .. } => TrainingStep::Comparing,
            Practice::Writing(feedback) => {
                TrainingStep::Practice { written: feedback.written(self.criteria), of: self.criteria.len() }
            }
        }
    }

    /// How long the rest takes, in minutes. Of the quiz and the practice review, all counts until it is done.
    #[must_use]
    pub fn minutes_left(&self, record: &TrainingRecord) -> u16 {
        let unread = self.course.pages.iter().filter(|page| !record.pages.contains(&page.id));
        let pages: u16 = unread.map(|page| page.minutes).sum();
        let (quiz, practice) = (self.course.quiz_minutes, self.course.practice.minutes);
        match self.step(record) {
            TrainingStep::NotStarted | TrainingStep::Pages { .. } | TrainingStep::Quiz { .. } => {
                pages + quiz + practice
            }
            TrainingStep::Practice { .. } | TrainingStep::Comparing => practice,
            TrainingStep::Completed(_) => 0,
        }
    }

    /// Whether the quiz is open.
    ///
    /// # Errors
    /// Pages are not read.
    pub fn quiz(&self, record: &TrainingRecord) -> Result<(), NotYet> {
        match self.step(record) {
            TrainingStep::NotStarted | TrainingStep::Pages { .. } => Err(NotYet::ReadPages),
            _ => Ok(()),
        }
    }

    /// Whether the practice submission is open.
    ///
    /// # Errors
    /// Pages are not read, or questions not answered rightly.
    pub fn practice(&self, record: &TrainingRecord) -> Result<(), NotYet> {
        self.quiz(record)?;
        if matches!(self.step(record), TrainingStep::Quiz { .. }) { Err(NotYet::FinishQuiz) } else { Ok(()) }
    }

    /// Whether the practice feedback can be written.
    ///
    /// # Errors
    /// The practice submission is not open yet, or the model was opened.
    pub fn write(&self, record: &TrainingRecord) -> Result<(), NotYet> {
        self.practice(record)?;
        match record.practice {
            Practice::Writing(_) => Ok(()),
            Practice::Compared { .. } => Err(NotYet::ModelSeen),
        }
    }

    /// Whether the model can be opened, beside practice feedback that is complete.
    ///
    /// # Errors
    /// Something before it is missing.
    pub fn compare(&self, record: &TrainingRecord) -> Result<(), NotYet> {
        self.practice(record)?;
        match self.step(record) {
            TrainingStep::Practice { written, of } if written < of => Err(NotYet::WriteFeedback),
            _ => Ok(()),
        }
    }

    /// Whether the course can be completed.
    ///
    /// # Errors
    /// Something before it is missing.
    pub fn complete(&self, record: &TrainingRecord) -> Result<(), NotYet> {
        self.compare(record)?;
        match self.step(record) {
            TrainingStep::Comparing | TrainingStep::Completed(_) => Ok(()),
            _ => Err(NotYet::Compare),
        }
    }
}

/// Whether a question is answered rightly.
#[must_use]
pub fn is_answered(question: &QuizQuestion, record: &TrainingRecord) -> bool {
    record.answers.get(&question.id).is_some_and(|choices| question.is_right(choices))
}

#[cfg(test)]
mod tests;
