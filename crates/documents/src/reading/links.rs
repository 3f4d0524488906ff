//! How an action relates to the other plan of a submission.

use serde::{Deserialize, Serialize};

/// How an action ended before the end of its plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ended")]
pub enum EarlyEnd {
    /// It was withdrawn.
    Withdrawn {
        /// The reason.
        reason: String,
    },
    /// It was merged into another action.
    Merged {
        /// The number of that action among the rated actions, from 1; `None` if the document does not give it.
        into: Option<usize>,
        /// The reason.
        reason: String,
    },
}

/// How an action of the new plan relates to the rated plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "origin")]
pub enum PlanOrigin {
    /// It continues an action of the rated plan.
    Continued,
    /// It is related to another action.
    Related {
        /// The number of that action among the rated actions, from 1; `None` if the document does not give it.
        number: Option<usize>,
    },
}
