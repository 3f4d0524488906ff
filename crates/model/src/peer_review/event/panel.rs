//! Events of an approved panel: its members, and the submissions that it has. What the Steering Board reads has a panel of its own.

use serde::{Deserialize, Serialize};

/// What happened of a panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum PanelEvent {
    ReviewerDroppedOut { round: String, panel: u32 },
    ReviewerRemoved { round: String, panel: u32 },
    ReviewerReplaced { round: String, panel: u32 },
    ReviewerAdded { round: String, panel: u32 },
    PanelKept { round: String, panel: u32, reason: String },
    SubmissionAllocated { round: String, organisation: String, panel: u32 },
    BoardReadingChosen { round: String, organisation: String, reason: String },
    BoardReadingTakenBack { round: String, organisation: String },
}

impl PanelEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ReviewerDroppedOut { round, panel } => {
                format!("dropped out of panel {panel} of the peer review round “{round}”")
            }
            Self::ReviewerRemoved { round, panel } => {
                format!("took a reviewer off panel {panel} of the peer review round “{round}”")
            }
            Self::ReviewerReplaced { round, panel } => {
                format!("replaced a reviewer on panel {panel} of the peer review round “{round}”")
            }
            Self::ReviewerAdded { round, panel } => {
                format!("added a reviewer to panel {panel} of the peer review round “{round}”")
            }
            Self::PanelKept { round, panel, reason } => {
                format!("kept panel {panel} of the peer review round “{round}” as it is: {reason}")
            }
            Self::SubmissionAllocated { round, organisation, panel } => {
                format!("gave the submission of {organisation} to panel {panel} of the peer review round “{round}”")
            }
            Self::BoardReadingChosen { round, organisation, reason } => format!(
                "gave the submission of {organisation} in the peer review round “{round}” to the Steering Board: {reason}"
            ),
            Self::BoardReadingTakenBack { round, organisation } => format!(
                "took the submission of {organisation} in the peer review round “{round}” back from the Steering Board"
            ),
        }
    }
}
