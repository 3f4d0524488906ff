//! Changes of a proposal by hand, and what differs between two proposals.

use super::{ProposedPanel, naming::RoundNames, teams};
use crate::{AssessmentId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A change by hand. Panels are named by their place in the list, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum PanelChange {
    /// A reviewer goes from one panel to another.
    Move {
        /// The reviewer.
        person: PersonId,
        /// Their panel.
        from: usize,
        /// The other panel.
        to: usize,
    },
    /// Two reviewers take each other's place.
    Swap {
        /// One reviewer.
        person: PersonId,
        /// Their panel.
        from: usize,
        /// The other.
        other: PersonId,
        /// The panel of the other; none for a reviewer who is left over.
        to: Option<usize>,
    },
    /// A reviewer leaves a panel.
    Leave {
        /// The reviewer.
        person: PersonId,
        /// The panel.
        from: usize,
    },
    /// A reviewer joins a panel.
    Join {
        /// The reviewer.
        person: PersonId,
        /// The panel.
        to: usize,
    },
}

/// Why a change cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotChanged {
    /// The reviewer is not on that panel, or there is no such panel.
    #[error("Someone else changed this proposal. Check the panels and try again")]
    NotThere,
    /// The reviewer is on that panel already.
    #[error("This reviewer is already on that panel. Select another panel")]
    AlreadyThere,
}

impl PanelChange {
    /// Returns the panels with the change.
    ///
    /// # Errors
    /// If a reviewer is not where the change says, or would be on a panel twice.
    pub fn apply(self, panels: &[ProposedPanel]) -> Result<Vec<ProposedPanel>, NotChanged> {
        let mut panels = panels.to_vec();
        match self {
            Self::Move { person, from, to } => {
                leave(&mut panels, person, from)?;
                join(&mut panels, person, to)?;
            }
            Self::Swap { person, from, other, to } => {
                leave(&mut panels, person, from)?;
                if let Some(to) = to {
                    leave(&mut panels, other, to)?;
                    join(&mut panels, person, to)?;
                }
                join(&mut panels, other, from)?;
            }
            Self::Leave { person, from } => leave(&mut panels, person, from)?,
            Self::Join { person, to } => join(&mut panels, person, to)?,
        }
        Ok(panels)
    }

    /// What it does, without its subject: "moved Ada King from panel 1 to panel 2".
    #[must_use]
    pub fn sentence(self, names: &RoundNames) -> String {
        let name = |person| names.person(person);
        match self {
            Self::Move { person, from, to } => {
                format!("moved {} from panel {} to panel {}", name(person), from + 1, to + 1)
            }
            Self::Swap { person, from, other, to: Some(to) } => {
                format!("swapped {} (panel {}) with {} (panel {})", name(person), from + 1, name(other), to + 1)
            }
            Self::Swap { person, from, other, to: None } => {
                format!("replaced {} by {} on panel {}", name(person), name(other), from + 1)
            }
            Self::Leave { person, from } => format!("took {} off panel {}", name(person), from + 1),
            Self::Join { person, to } => format!("added {} to panel {}", name(person), to + 1),
        }
    }
}

fn leave(panels: &mut [ProposedPanel], person: PersonId, from: usize) -> Result<(), NotChanged> {
    let panel = panels.get_mut(from).ok_or(NotChanged::NotThere)?;
    let place = panel.reviewers.iter().position(|one| *one == person).ok_or(NotChanged::NotThere)?;
    panel.reviewers.remove(place);
    Ok(())
}

fn join(panels: &mut [ProposedPanel], person: PersonId, to: usize) -> Result<(), NotChanged> {
    let panel = panels.get_mut(to).ok_or(NotChanged::NotThere)?;
    if panel.reviewers.contains(&person) {
        return Err(NotChanged::AlreadyThere);
    }
    panel.reviewers.push(person);
    Ok(())
}

/// How the reviewers of a submission differ between two proposals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamDifference {
    /// The submission.
    pub submission: AssessmentId,
    /// Who no longer reviews it.
    pub leave: Vec<PersonId>,
    /// Who reviews it now.
    pub join: Vec<PersonId>,
}

impl TeamDifference {
    /// The difference as a sentence.
    #[must_use]
    pub fn sentence(&self, names: &RoundNames) -> String {
        let parts = [(&self.leave, "no longer"), (&self.join, "now")];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(people, _)| !people.is_empty())
            .map(|(people, when)| format!("{when} {}", names.all_people(people)))
            .collect();
        format!("{}: {}.", names.submission(self.submission), parts.join(", "))
    }
}

/// The submissions whose reviewers differ, by their identity.
#[must_use]
pub fn differences(before: &[ProposedPanel], after: &[ProposedPanel]) -> Vec<TeamDifference> {
    let [before, after] = [before, after].map(|panels| teams(panels).collect::<BTreeMap<_, _>>());
    let without = |these: &[PersonId], others: &[PersonId]| -> Vec<PersonId> {
        these.iter().copied().filter(|one| !others.contains(one)).collect()
    };
    let mut all: Vec<AssessmentId> = before.keys().chain(after.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
        .filter_map(|submission| {
            let [before, after] = [&before, &after].map(|teams| teams.get(&submission).copied().unwrap_or_default());
            let (leave, join) = (without(before, after), without(after, before));
            let is_same = leave.is_empty() && join.is_empty();
            (!is_same).then_some(TeamDifference { submission, leave, join })
        })
        .collect()
}
