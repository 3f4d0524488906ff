//! Events of a reviewer: how they volunteered, what they know, whom they cannot review, and their training.

use crate::work::event::NamedPerson;
use serde::{Deserialize, Serialize};

/// What happened of a reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum ReviewerEvent {
    TrainingCompleted {
        course: String,
        edition: String,
    },
    ReviewerVolunteered,
    ReviewerChanged,
    ReviewerStopped,
    AvailabilityAnswered {
        round: String,
    },
    /// Without the organisation and the reason, which are private.
    ConflictDeclared,
    ConflictWithdrawn,
    ReviewerInvited {
        round: String,
        name: NamedPerson,
    },
    ExperienceRecorded {
        name: NamedPerson,
        is_experienced: bool,
    },
    /// Of a member of the Steering Board, by the secretariat; also without the organisation and the reason.
    BoardConflictRecorded {
        name: NamedPerson,
    },
    BoardConflictRemoved {
        name: NamedPerson,
    },
}

impl ReviewerEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::TrainingCompleted { course, edition } => {
                format!("completed the training for reviewers “{course}”, edition {edition}")
            }
            Self::ReviewerVolunteered => "volunteered as a reviewer".to_owned(),
            Self::ReviewerChanged => "changed what they know as a reviewer".to_owned(),
            Self::ReviewerStopped => "stopped reviewing".to_owned(),
            Self::AvailabilityAnswered { round } => {
                format!("answered how much they review in the peer review round “{round}”")
            }
            Self::ConflictDeclared => "declared a conflict of interest".to_owned(),
            Self::ConflictWithdrawn => "withdrew a conflict of interest".to_owned(),
            Self::ReviewerInvited { round, name } => {
                format!("invited {name} to review in the peer review round “{round}”")
            }
            Self::ExperienceRecorded { name, is_experienced: true } => {
                format!("marked {name} as an experienced reviewer")
            }
            Self::ExperienceRecorded { name, is_experienced: false } => {
                format!("marked {name} as a reviewer without experience")
            }
            Self::BoardConflictRecorded { name } => {
                format!("recorded a conflict of interest of {name}, a member of the Steering Board")
            }
            Self::BoardConflictRemoved { name } => {
                format!("removed a conflict of interest of {name}, a member of the Steering Board")
            }
        }
    }

    /// The people whom it names, to replace their names. Who reviews is the author of their own events.
    pub(crate) fn people_mut(&mut self) -> Vec<&mut NamedPerson> {
        match self {
            Self::ReviewerInvited { name, .. }
            | Self::ExperienceRecorded { name, .. }
            | Self::BoardConflictRecorded { name }
            | Self::BoardConflictRemoved { name } => vec![name],
            _ => Vec::new(),
        }
    }
}
