//! The phases of a charter, its dates and its rounds of peer review.

use crate::{Date, PhaseKey};
use serde::{Deserialize, Serialize};

/// Phases and dates, listed and never computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The phases, in order.
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
    /// The rounds of peer review.
    #[serde(default, rename = "round")]
    pub rounds: Vec<Round>,
    /// The number of months from one progress review to the next; `None` if the charter does not ask for any.
    #[serde(default)]
    pub plan_review_months: Option<u8>,
    /// The usual times of each stage, from which provisional dates are computed if the phase has none.
    #[serde(default, rename = "usual")]
    pub usual: Vec<Usual>,
}

/// The group of organisations that signed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Stable key.
    pub id: PhaseKey,
    /// Its name: "Phase One".
    pub name: String,
    /// The first day of signing.
    pub signed_from: Date,
    /// The last day of signing; `None` while the phase is open.
    #[serde(default)]
    pub signed_until: Option<Date>,
    /// The due dates.
    #[serde(default, rename = "due")]
    pub due: Vec<PhaseDue>,
}

/// When a stage is due for a phase, and when feedback is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseDue {
    /// 1, 2, 3 …
    pub stage: u8,
    /// The last day to submit.
    pub on: Date,
    /// When the organisation receives feedback at the latest, if known.
    #[serde(default)]
    pub feedback: Option<Date>,
}

/// One round of peer review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// Its name: "January 2026".
    pub name: String,
    /// The last day to submit for it.
    pub submissions: Date,
    /// When organisations receive feedback at the latest.
    pub feedback: Date,
}

/// The usual times of a stage, for a provisional date that the secretariat confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usual {
    /// 1, 2, 3 …
    pub stage: u8,
    /// Months from signing (stage 1) or from the stage before.
    pub months: u16,
    /// Months from submission to feedback.
    pub feedback_months: u16,
}
