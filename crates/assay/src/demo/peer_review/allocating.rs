//! The secretariat allocates reviewers: proposals are computed as in the background, with a few steps, which are enough for small rounds.

use super::super::{
    context::at,
    people::{Actor, lock},
};
use crate::program;
use allocation::Budget;
use jiff::{SignedDuration, Timestamp, civil::Date};
use model::{
    PersonId, ProposalId, RoundId,
    charter::Charter,
    core::{
        dates::day,
        permit::{Allocate, AtRound, Permit, ReadReviewers},
    },
    peer_review::allocation::{
        ProposedPanel, changing::PanelChange, check, input::AllocationInput, proposal::Wishes, rules::AllocationMode,
        solving,
    },
};
use store::{
    Error, Tx,
    peer_review::{
        allocation::{self as proposals, WishKind},
        panels::{self, RoundPanel},
        rounds,
    },
};

/// The steps of a search.
const STEPS: u64 = 2_000;

/// The secretariat, and the round whose reviewers it allocates.
pub(super) struct Allocating<'c> {
    pub(super) charter: &'c Charter,
    pub(super) secretariat: Actor,
    pub(super) round: RoundId,
    /// The edition of the course that reviewers had to complete, if there was one.
    pub(super) edition: Option<&'c str>,
}

impl Allocating<'_> {
    fn may(&self) -> Permit<Allocate> {
        self.secretariat.may(self.place())
    }

    fn place(&self) -> AtRound {
        AtRound { round: self.round, is_cancelled: false }
    }

    async fn facts(&self, tx: &mut Tx, today: Date) -> Result<AllocationInput, Error> {
        let (may, reviewers) = (self.may(), self.secretariat.may::<ReadReviewers>(self.place()));
        let round = rounds::read(tx, &may).await?;
        let permits = (&may, &reviewers);
        Ok(proposals::gather(tx, permits, (self.charter, self.edition), &round, today).await?.input)
    }

    /// Creates a proposal and computes it.
    async fn propose(
        &self,
        tx: &mut Tx,
        wishes: &Wishes,
        now: Timestamp,
    ) -> Result<(ProposalId, Vec<ProposedPanel>), Error> {
        let facts = self.facts(tx, day(now)).await?;
        let may = lock(tx, &self.may()).await?;
        let what = (AllocationMode::Panels, 60, wishes);
        let id = proposals::create(tx, &may, what, &facts, now).await?.expect("no other is computed");
        let (program, soon) = (program::permit(), now + SignedDuration::from_secs(2));
        let task = proposals::begin_search(tx, &program, id, soon).await?.expect("it waits to be computed");
        let result = solving::solve(&task.input, task.mode, &task.wishes, &mut Budget::of_steps(STEPS));
        proposals::finish_search(tx, &program, id, &result, soon + SignedDuration::from_secs(1)).await?;
        let panels = result.panels().unwrap_or_else(|| panic!("the demo has enough reviewers: {result:?}"));
        Ok((id, panels.to_vec()))
    }

    /// Wishes that give a reviewer the first two submissions and no other.
    pub(super) async fn two_for(&self, tx: &mut Tx, person: PersonId, today: Date) -> Result<Wishes, Error> {
        let facts = self.facts(tx, today).await?;
        let pairs = facts.submissions.iter().map(|one| (one.assessment, person));
        Ok(Wishes { pins: pairs.clone().take(2).collect(), bans: pairs.skip(2).collect(), ..Wishes::default() })
    }

    /// Creates a proposal and approves it at once. Returns its panels.
    pub(super) async fn allocate(
        &self,
        tx: &mut Tx,
        wishes: &Wishes,
        now: Timestamp,
    ) -> Result<Vec<RoundPanel>, Error> {
        let (id, _) = self.propose(tx, wishes, now).await?;
        let facts = self.facts(tx, day(now)).await?;
        let may = lock(tx, &self.may()).await?;
        let approved = proposals::approve(tx, &may, (id, 1), &facts, "", at(day(now), 120)).await?;
        approved.expect("nothing has changed since it was computed");
        panels::of_allocated(tx, &self.may()).await
    }

    /// Creates a proposal, moves a reviewer by hand, and pins another for the next proposal.
    pub(super) async fn propose_and_change(&self, tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
        let (id, panels) = self.propose(tx, &Wishes::default(), now).await?;
        let facts = self.facts(tx, day(now)).await?;
        let may = lock(tx, &self.may()).await?;
        if let Some(change) = good_move(&facts, &panels) {
            let changed = proposals::change(tx, &may, (id, 1), change, at(day(now), 45)).await?;
            changed.expect("nobody else changes it");
        }
        let first = panels.first().and_then(|panel| panel.submissions.first().zip(panel.reviewers.first()));
        if let Some((assessment, person)) = first {
            let pair = (*assessment, *person);
            proposals::set_wish(tx, &may, pair, Some(WishKind::Pin), at(day(now), 50)).await?;
        }
        Ok(())
    }
}

/// A move of a reviewer to another panel that breaks no rule.
fn good_move(facts: &AllocationInput, panels: &[ProposedPanel]) -> Option<PanelChange> {
    let moves = panels.iter().enumerate().flat_map(|(from, panel)| {
        let others = (0..panels.len()).filter(move |to| *to != from);
        others.flat_map(move |to| {
            panel.reviewers.iter().map(move |person| PanelChange::Move { person: *person, from, to })
        })
    });
    let keeps_rules = |change: &PanelChange| {
        let changed = change.apply(panels);
        changed.is_ok_and(|panels| check::breaches(facts, AllocationMode::Panels, &panels).is_empty())
    };
    moves.into_iter().find(keeps_rules)
}
