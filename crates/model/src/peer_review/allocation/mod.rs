//! Allocation: which reviewers review which submissions of a round.
//!
//! A *proposal* is computed by the crate `allocation` from an [`input::AllocationInput`], the rules of the charter and the pins and bans of the
//! secretariat. People may change it by hand; [`check`] says at once which rules a change breaks and what it costs. What is approved becomes the
//! panels of the round. Panels are told apart by their place in the list, and people by their identity: names are joined when a page is made.

pub mod changing;
pub mod check;
pub mod dropping_out;
pub mod input;
pub mod naming;
pub mod outdated;
pub mod proposal;
pub mod rules;
pub mod solving;
pub mod suitability;

#[cfg(test)]
mod tests;

use crate::{AssessmentId, PersonId};
use serde::{Deserialize, Serialize};

/// People who share submissions, as a proposal has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedPanel {
    /// The reviewers.
    pub reviewers: Vec<PersonId>,
    /// The submissions.
    pub submissions: Vec<AssessmentId>,
}

/// Returns the reviewers of each submission that has some, in the order of the panels.
pub(crate) fn teams(panels: &[ProposedPanel]) -> impl Iterator<Item = (AssessmentId, &[PersonId])> {
    panels.iter().flat_map(|panel| panel.submissions.iter().map(|submission| (*submission, panel.reviewers.as_slice())))
}
