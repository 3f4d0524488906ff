//! The changes that are possible for one reviewer, with the rules that each breaks.

use model::{
    PersonId,
    peer_review::allocation::{
        ProposedPanel,
        changing::PanelChange,
        check::{self, PanelBreach},
    },
};
use store::peer_review::allocation::{Gathered, Proposal, ProposalVersion};

/// A change that is possible, or would be without the rules.
pub(super) struct ChangeOption {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) panels: Vec<ProposedPanel>,
    /// The rules that it breaks beyond those that are broken now.
    pub(super) breaches: Vec<PanelBreach>,
}

/// All changes of one reviewer, those that break the fewest rules and cost least first.
pub(super) fn options(
    facts: &Gathered,
    proposal: &Proposal,
    version: &ProposalVersion,
    person: PersonId,
    from: Option<usize>,
) -> Vec<ChangeOption> {
    let broken = check::breaches(&facts.input, proposal.mode, &version.panels);
    let mut all: Vec<ChangeOption> = changes(facts, &version.panels, person, from)
        .into_iter()
        .filter_map(|(value, change)| {
            let panels = change.apply(&version.panels).ok()?;
            let breaches = check::breaches(&facts.input, proposal.mode, &panels);
            let breaches = breaches.into_iter().filter(|one| !broken.contains(one)).collect();
            Some(ChangeOption { value, label: imperative(change, facts), panels, breaches })
        })
        .collect();
    all.sort_by_cached_key(|one| {
        let worth = check::worth(&facts.input, &one.panels);
        (one.breaches.len(), std::cmp::Reverse((worth.least, worth.total)))
    });
    all
}

/// All changes of one reviewer by the values of the form, whatever they break.
pub(super) fn changes(
    facts: &Gathered,
    panels: &[ProposedPanel],
    person: PersonId,
    from: Option<usize>,
) -> Vec<(String, PanelChange)> {
    let mut all = Vec::new();
    for (to, panel) in panels.iter().enumerate() {
        if panel.reviewers.contains(&person) {
            continue;
        }
        let change = from.map_or(PanelChange::Join { person, to }, |from| PanelChange::Move { person, from, to });
        all.push((format!("to-{}", to + 1), change));
        for &other in &panel.reviewers {
            let change = from.map_or(PanelChange::Swap { person: other, from: to, other: person, to: None }, |from| {
                PanelChange::Swap { person, from, other, to: Some(to) }
            });
            all.push((format!("swap-{}-{other}", to + 1), change));
        }
    }
    if let Some(from) = from {
        let free = check::left_over(&facts.input, panels);
        all.extend(free.into_iter().map(|one| {
            (format!("by-{}", one.person), PanelChange::Swap { person, from, other: one.person, to: None })
        }));
        all.push(("leave".to_owned(), PanelChange::Leave { person, from }));
    }
    all
}

/// The change as what to do.
fn imperative(change: PanelChange, facts: &Gathered) -> String {
    let name = |person| facts.names.person(person);
    match change {
        PanelChange::Move { to, .. } => format!("move to panel {}", to + 1),
        PanelChange::Join { to, .. } => format!("add to panel {}", to + 1),
        PanelChange::Swap { other, to: Some(to), .. } => format!("swap with {} on panel {}", name(other), to + 1),
        PanelChange::Swap { person, from, other, to: None } => {
            format!("{} takes the place of {} on panel {}", name(other), name(person), from + 1)
        }
        PanelChange::Leave { from, .. } => format!("take off panel {}", from + 1),
    }
}
