//! What a document says of the way of an action from one plan to the next.

use serde::{Deserialize, Serialize};

/// How an action left the last plan before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ended")]
pub enum EarlyEnd {
    /// It was withdrawn.
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// It was merged into another.
    Merged {
        /// Into which: its place among the rated actions, from 1; none where the document does not say.
        into: Option<usize>,
        /// Why.
        reason: String,
    },
}

/// Where an action of the new plan comes from. A document that does not say has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "origin")]
pub enum PlanOrigin {
    /// It is an action of the last plan, which goes on.
    Continued,
    /// It goes on from another one.
    Related {
        /// From which: its place among the rated actions, from 1; none where the document does not say.
        number: Option<usize>,
    },
}
