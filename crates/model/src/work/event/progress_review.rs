//! Events of progress reviews.

use crate::{Date, core::dates::long_date};
use serde::{Deserialize, Serialize};

/// An event of a progress review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum ProgressReviewEvent {
    PlanReviewOpened { meets: Option<Date> },
    MinutesWritten {},
    PlanReviewClosed { sentence: String },
    PlanReviewPublished { minutes: bool },
    PlanReviewUnpublished {},
}

impl ProgressReviewEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::PlanReviewOpened { meets: Some(day) } => {
                format!("started a progress review for the meeting on {}", long_date(*day))
            }
            Self::PlanReviewOpened { meets: None } => "started a progress review".to_owned(),
            Self::MinutesWritten {} => "wrote the minutes of the progress review".to_owned(),
            Self::PlanReviewClosed { sentence } => format!("closed the progress review: {sentence}"),
            Self::PlanReviewPublished { minutes: true } => "published the progress review with its minutes".to_owned(),
            Self::PlanReviewPublished { minutes: false } => "published the progress review".to_owned(),
            Self::PlanReviewUnpublished {} => "unpublished the progress review".to_owned(),
        }
    }

    /// Whether everyone may read it: only that a progress review was published.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        matches!(self, Self::PlanReviewPublished { .. })
    }
}
