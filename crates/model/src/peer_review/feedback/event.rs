//! Events of the feedback that an organisation received, in its own activity log. None names who reviewed.

use crate::work::event::EventCategory;
use serde::{Deserialize, Serialize};

/// What happened in such an event. `title` is that of the self-assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum FeedbackEvent {
    /// Its author is the program, whoever in the secretariat sent it.
    FeedbackSent {
        title: String,
        version: String,
    },
    /// A session of editing the response, before it is sent.
    FeedbackResponseSaved {
        title: String,
    },
    FeedbackResponseSent {
        title: String,
    },
    /// Its content is for the secretariat alone.
    FeedbackRated {
        title: String,
    },
    /// A session of writing what was done about the advice on a criterion, in the next self-assessment.
    AdviceAnswered {
        criterion: String,
    },
    FeedbackPublished {
        title: String,
    },
    FeedbackUnpublished {
        title: String,
    },
    /// About a passage of a submission that reviewers marked, as are the next two.
    GoodPracticeShared {
        title: String,
    },
    GoodPracticeDeclined {
        title: String,
    },
    GoodPracticeWithdrawn {
        title: String,
    },
}

impl FeedbackEvent {
    /// The event as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::FeedbackSent { title, .. } => format!("sent the peer review feedback on “{title}”"),
            Self::FeedbackResponseSent { title } => format!("responded to the peer review feedback on “{title}”"),
            Self::FeedbackResponseSaved { title } => {
                format!("edited the response to the peer review feedback on “{title}”")
            }
            Self::FeedbackRated { title } => format!("rated the peer review feedback on “{title}”"),
            Self::AdviceAnswered { criterion } => format!("wrote what was done about the advice on “{criterion}”"),
            Self::FeedbackPublished { title } => format!("published the peer review feedback on “{title}”"),
            Self::FeedbackUnpublished { title } => format!("stopped publishing the peer review feedback on “{title}”"),
            Self::GoodPracticeShared { title } => {
                format!("agreed to share a passage of “{title}” as good practice")
            }
            Self::GoodPracticeDeclined { title } => {
                format!("declined to share a passage of “{title}” as good practice")
            }
            Self::GoodPracticeWithdrawn { title } => {
                format!("withdrew the consent to share a passage of “{title}” as good practice")
            }
        }
    }

    /// What is written and not sent, and ratings, are for members alone; the rest is read with signatures and submissions.
    #[must_use]
    pub fn category(&self) -> EventCategory {
        match self {
            Self::FeedbackResponseSaved { .. } | Self::FeedbackRated { .. } | Self::AdviceAnswered { .. } => {
                EventCategory::Answers
            }
            Self::FeedbackSent { .. }
            | Self::FeedbackResponseSent { .. }
            | Self::FeedbackPublished { .. }
            | Self::FeedbackUnpublished { .. }
            | Self::GoodPracticeShared { .. }
            | Self::GoodPracticeDeclined { .. }
            | Self::GoodPracticeWithdrawn { .. } => EventCategory::SignOff,
        }
    }

    /// Whether everyone may read it: that it was published, and nothing else.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        matches!(self, Self::FeedbackPublished { .. })
    }
}
