//! Events of submissions made outside Assay: proposed, then confirmed, refused or taken back.

use crate::{Date, core::dates::long_date};
use serde::{Deserialize, Serialize};

/// What happened in such an event. `title` is that of the form, `on` the day of the submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum PastSubmissionEvent {
    PastSubmissionProposed { title: String, on: Date },
    PastSubmissionConfirmed { title: String, on: Date },
    PastSubmissionRefused { title: String, reason: String },
    PastSubmissionTakenBack { title: String },
}

impl PastSubmissionEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::PastSubmissionProposed { title, on } => {
                format!("asked the secretariat to confirm “{title}”, submitted outside Assay on {}", long_date(*on))
            }
            Self::PastSubmissionConfirmed { title, on } => {
                format!("confirmed “{title}”, submitted outside Assay on {}", long_date(*on))
            }
            Self::PastSubmissionRefused { title, reason } => format!("refused “{title}”: {reason}"),
            Self::PastSubmissionTakenBack { title } => {
                format!("took back “{title}”, which waited for the secretariat")
            }
        }
    }

    /// Whether everyone may read it: never, because the public page of the submission says what is public of it.
    #[must_use]
    pub fn may_be_public(&self) -> bool {
        false
    }
}
