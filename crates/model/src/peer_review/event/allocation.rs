//! Events of the allocation of a round, until it is approved.

use crate::{core::dates::count, peer_review::allocation::rules::AllocationMode};
use serde::{Deserialize, Serialize};

/// What happened of an allocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "every field is a word of the sentence that its variant makes, below")]
pub enum AllocationEvent {
    AllocationProposed { round: String, mode: AllocationMode },
    AllocationStopped { round: String },
    AllocationChanged { round: String, panel: u32 },
    AllocationUndone { round: String },
    PairPinned { round: String, organisation: String },
    PairBanned { round: String, organisation: String },
    PairReleased { round: String, organisation: String },
    AllocationApproved { round: String, panels: u32, reason: String },
}

impl AllocationEvent {
    /// What happened, as a sentence without its subject.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::AllocationProposed { round, mode } => {
                let mode = mode.name().to_lowercase();
                format!("started a proposal for the allocation of the peer review round “{round}”: {mode}")
            }
            Self::AllocationStopped { round } => {
                format!("stopped the search for an allocation of the peer review round “{round}”")
            }
            Self::AllocationChanged { round, panel } => {
                format!("changed panel {panel} of the proposed allocation of the peer review round “{round}”")
            }
            Self::AllocationUndone { round } => {
                format!("undid the last change of the proposed allocation of the peer review round “{round}”")
            }
            Self::PairPinned { round, organisation } => {
                format!("pinned a reviewer to the submission of {organisation} in the peer review round “{round}”")
            }
            Self::PairBanned { round, organisation } => {
                format!("excluded a reviewer from the submission of {organisation} in the peer review round “{round}”")
            }
            Self::PairReleased { round, organisation } => format!(
                "removed a pin or an exclusion for the submission of {organisation} in the peer review round “{round}”"
            ),
            Self::AllocationApproved { round, panels, reason } => {
                let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
                let panels = count(i64::from(*panels), "panel");
                format!("approved the allocation of the peer review round “{round}”, {panels}{reason}")
            }
        }
    }
}
