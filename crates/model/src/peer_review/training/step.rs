//! The step that a reviewer is at, and why another is not open.

use crate::Timestamp;

/// The step that a reviewer is at. It says nothing of what they answered or wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrainingStep {
    /// No page is read.
    NotStarted,
    /// Some pages are to be read.
    Pages {
        /// The number of pages that are read.
        read: usize,
        /// The number of pages.
        of: usize,
    },
    /// Some questions are not answered rightly.
    Quiz {
        /// The number of questions that are answered rightly.
        right: usize,
        /// The number of questions.
        of: usize,
    },
    /// The practice feedback is being written.
    Practice {
        /// The number of criteria that have feedback.
        written: usize,
        /// The number of criteria.
        of: usize,
    },
    /// The practice feedback is beside the model.
    Comparing,
    /// The course is completed.
    Completed(Timestamp),
}

impl TrainingStep {
    /// The word for the step in a filter and in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::Pages { .. } => "pages",
            Self::Quiz { .. } => "quiz",
            Self::Practice { .. } | Self::Comparing => "practice",
            Self::Completed(_) => "completed",
        }
    }
    /// The words of all steps, in order, with their names on screen.
    pub const NAMES: [(&str, &str); 5] = [
        ("not-started", "Not started"),
        ("pages", "Reading pages"),
        ("quiz", "Quiz"),
        ("practice", "Practice review"),
        ("completed", "Completed"),
    ];
    /// The name of the step on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        let named = Self::NAMES.into_iter().find(|(word, _)| *word == self.as_str());
        named.map_or("", |(_, name)| name)
    }
}

/// Why something cannot be done in the course now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotYet {
    /// Pages are not read.
    #[error("Read all pages first. The quiz opens after that.")]
    ReadPages,
    /// Questions are not answered rightly.
    #[error("Answer all questions of the quiz correctly first. The practice review opens after that.")]
    FinishQuiz,
    /// The practice feedback is not complete.
    #[error("Write your feedback for each criterion first. The model feedback opens after that.")]
    WriteFeedback,
    /// The practice feedback was not compared.
    #[error("Compare your feedback with the model feedback first.")]
    Compare,
    /// The model was opened.
    #[error("Your practice feedback cannot be changed after you have seen the model feedback.")]
    ModelSeen,
}
