//! What can be done when a reviewer drops out of an approved panel: the panel goes on without them, or another reviewer takes their place. Either
//! moves nobody else, because the others may have begun to read.

use super::{
    ProposedPanel,
    check::{self, PanelBreach},
    input::AllocationInput,
    rules::AllocationMode,
    suitability::Suitability,
};
use crate::PersonId;
use allocation::Score;

/// A way to go on after a drop-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// Who joins the panel; none if it goes on without another reviewer.
    pub joins: Option<PersonId>,
    /// The rules that it breaks beyond those that were broken before.
    pub breaches: Vec<PanelBreach>,
    /// How well the reviewer suits the submissions of the panel.
    pub score: Score,
    /// The panels afterwards.
    pub panels: Vec<ProposedPanel>,
}

impl Succession {
    /// Whether it can be chosen: the panel keeps its least size, and nobody has a conflict of interest.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        !self
            .breaches
            .iter()
            .any(|breach| breach.rule.is_absolute() || breach.rule == super::rules::AllocationRule::PanelSize)
    }
}

/// The ways to go on when `leaving` leaves the panel at the place `from`: first without another reviewer, then with each reviewer who has no
/// submission, those who break the fewest rules and suit best first. `input` has the facts of now; `leaving` may no longer be in it.
#[must_use]
pub fn successions(
    input: &AllocationInput,
    mode: AllocationMode,
    panels: &[ProposedPanel],
    leaving: PersonId,
    from: usize,
) -> Vec<Succession> {
    let before = check::breaches(input, mode, panels);
    let without = |panels: &[ProposedPanel]| {
        let mut panels = panels.to_vec();
        if let Some(panel) = panels.get_mut(from) {
            panel.reviewers.retain(|one| *one != leaving);
        }
        panels
    };
    let succession = |joins: Option<PersonId>, score, panels: Vec<ProposedPanel>| {
        let breaches = check::breaches(input, mode, &panels).into_iter().filter(|one| !before.contains(one)).collect();
        Succession { joins, breaches, score, panels }
    };
    let smaller = without(panels);
    let mut all: Vec<Succession> = check::left_over(input, panels)
        .into_iter()
        .filter(|reviewer| reviewer.person != leaving)
        .map(|reviewer| {
            let mut panels = smaller.clone();
            let mut score = Score::ZERO;
            if let Some(panel) = panels.get_mut(from) {
                panel.reviewers.push(reviewer.person);
                let submissions = panel.submissions.iter().filter_map(|one| input.submission(*one));
                score = submissions.map(|submission| Suitability::of(reviewer, submission).score()).sum();
            }
            succession(Some(reviewer.person), score, panels)
        })
        .collect();
    all.sort_by_key(|one| (!one.is_possible(), one.breaches.len(), std::cmp::Reverse(one.score), one.joins));
    all.insert(0, succession(None, Score::ZERO, smaller));
    all
}
