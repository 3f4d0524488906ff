//! A good allocation soon, at any size.
//!
//! Each team gives up one place, and all these places are filled again at once, as well as possible: with one place open, a rule of composition is
//! about the reviewer who takes it, so this is a flow. Which places are given up is different each time. Then each team is chosen anew, from those
//! who have room.

use super::FreeTeams;
use crate::{
    Load,
    budget::Budget,
    search::{
        column::{Fixings, Start, TeamColumn},
        flow::{self, Flow, Places},
        goal::score,
        random::Random,
        reciprocity,
    },
};
use std::cmp::Reverse;

/// After so many turns without gain, the search ends.
const PATIENCE: usize = 16;
/// The cost of a reviewer who has no room: 1,000 of them can be added up.
const FULL: i64 = 1 << 52;
/// What a reviewer below the minimum load is worth beside the score.
const MISSING: i64 = FULL >> 12;

/// Teams for all submissions.
#[derive(Clone, Debug)]
struct Teams {
    teams: Vec<Vec<u32>>,
    /// How often they break a rule.
    breaches: usize,
    /// In billionths.
    value: i64,
}

impl Teams {
    fn rank(&self) -> (Reverse<usize>, i64) {
        (Reverse(self.breaches), self.value)
    }
}

impl FreeTeams<'_> {
    /// Looks for a good allocation, or for any one if that is enough.
    pub(super) fn refill(&mut self, is_any_enough: bool, budget: &mut Budget<'_>) -> Start {
        if !self.goal.given_up.is_empty() {
            return Start::UNKNOWN;
        }
        let Some(flow) = flow::fill(&Places::all(self.goal), &mut self.rankings, budget) else { return Start::UNKNOWN };
        if flow.unmet.iter().chain(&flow.missed).any(|missing| *missing > 0) {
            return Start::UNKNOWN;
        }
        let Flow { teams, prices, .. } = flow;
        let Some((bound, _)) = self.at_prices(&prices) else { return Start::IMPOSSIBLE };
        let mut best = self.improve(teams, bound, is_any_enough, budget);
        if best.breaches > 0 || is_any_enough {
            return Start { best: self.solution(best), bound: Some(bound), columns: Vec::new() };
        }
        let Some(bargain) = self.bargain(prices, best.value, budget) else { return Start::IMPOSSIBLE };
        // Once more, from what each submission wants at prices that take all others into account.
        let teams = self.choose_anew(best.teams.clone(), &bargain.prices);
        let other = self.improve(teams, bargain.bound, is_any_enough, budget);
        if other.rank() > best.rank() {
            best = other;
        }
        Start { best: self.solution(best), bound: Some(bargain.bound), columns: bargain.columns }
    }

    /// Improves teams, turn by turn.
    fn improve(&mut self, teams: Vec<Vec<u32>>, bound: i64, is_any_enough: bool, budget: &mut Budget<'_>) -> Teams {
        let mut best = self.judge(teams);
        let mut random = Random::default();
        let free = vec![0; self.goal.round.reviewers()];
        let mut stale = 0;
        while stale < PATIENCE && !(best.breaches == 0 && (is_any_enough || best.value >= bound)) {
            let Some(teams) = self.fill_again(&best.teams, &mut random, budget) else { break };
            let teams = self.choose_anew(teams, &free);
            let next = self.judge(teams);

            let is_better = next.rank() > best.rank();
            stale = if is_better { 0 } else { stale + 1 };
            if next.rank() >= best.rank() {
                best = next;
            }
            if is_better && let Some((value, columns)) = self.solution(best.clone()) {
                budget.found(self.goal.round, value, &columns);
            }
            budget.report((best.breaches == 0).then(|| score(best.value)), Some(score(bound)));
        }
        best
    }

    /// Takes one place from each team, and fills all of these as well as possible.
    fn fill_again(
        &mut self,
        teams: &[Vec<u32>],
        random: &mut Random,
        budget: &mut Budget<'_>,
    ) -> Option<Vec<Vec<u32>>> {
        let mut staying = teams.to_vec();
        for (team, pinned) in staying.iter_mut().zip(self.goal.pinned()) {
            let at = random.below(team.len());
            if !pinned.contains(&team[at]) {
                team.swap_remove(at);
            }
        }
        let places = Places::last(self.goal, staying, &self.organisations, &self.brings);
        Some(flow::fill(&places, &mut self.rankings, budget)?.teams)
    }

    /// Chooses the best team for one submission after the other at a price for each reviewer, from those who have room.
    fn choose_anew(&mut self, mut teams: Vec<Vec<u32>>, prices: &[i64]) -> Vec<Vec<u32>> {
        let round = self.goal.round;
        let mut taken = vec![0; round.reviewers()];
        teams.iter().flatten().for_each(|&reviewer| taken[reviewer as usize] += 1);
        let mut opposed = self.organisations.opposed(&teams);
        let cost = |reviewer: usize, taken: usize| prices[reviewer] + cost_of_one_more(round.load(reviewer), taken);
        let mut costs: Vec<i64> = (0..).zip(&taken).map(|(reviewer, &taken)| cost(reviewer, taken)).collect();
        // What a reviewer can be worth beyond the score.
        let has_minimum = self.minimum.iter().any(Option::is_some);
        let refund = if has_minimum { MISSING } else { 0 } - prices.iter().copied().min().unwrap_or(0).min(0);
        for submission in 0..teams.len() {
            for &reviewer in &teams[submission] {
                let at = reviewer as usize;
                taken[at] -= 1;
                costs[at] = cost(at, taken[at]);
            }
            let number = u32::try_from(submission).expect("submissions are few");
            let barred = opposed[submission].iter().flat_map(|&one| self.organisations.reviewers(one));
            let barred = barred.map(|&reviewer| (number, reviewer, false));
            let fixings = Fixings { pairs: self.goal.pins.pairs.iter().copied().chain(barred).collect() };
            if let Some((worth, Some(team))) = self.best_within(submission, (&costs, refund), &[], &fixings)
                && worth > -FULL / 2
            {
                self.organisations.oppose(submission, &team, &mut opposed);
                teams[submission] = team;
            }
            for &reviewer in &teams[submission] {
                let at = reviewer as usize;
                taken[at] += 1;
                costs[at] = cost(at, taken[at]);
            }
        }
        teams
    }

    /// Counts what teams break, and what they are worth.
    fn judge(&self, teams: Vec<Vec<u32>>) -> Teams {
        let round = self.goal.round;
        let (mut value, mut breaches) = (0, reciprocity::pairs(&self.organisations, &teams).len());
        let mut taken = vec![0; round.reviewers()];
        for (submission, team) in teams.iter().enumerate() {
            value += self.value(submission, team);
            let service: i64 = team.iter().map(|&one| self.goal.service(submission, one as usize)).sum();
            breaches += self.goal.breaches_of_team(team, &self.brings) + usize::from(service < self.goal.floor);
            for &reviewer in team {
                taken[reviewer as usize] += 1;
            }
        }
        let beyond = |(reviewer, &taken): (usize, &usize)| {
            let load = round.load(reviewer);
            load.min().saturating_sub(taken) + taken.saturating_sub(load.max())
        };
        breaches += taken.iter().enumerate().map(beyond).sum::<usize>();
        Teams { teams, breaches, value }
    }

    /// The teams as a solution, if they keep all rules.
    fn solution(&self, found: Teams) -> Option<(i64, Vec<TeamColumn>)> {
        let column = |(submission, team): (u32, Vec<u32>)| {
            let value = self.value(submission as usize, &team);
            TeamColumn { submissions: vec![submission], team, value }
        };
        (found.breaches == 0).then(|| (found.value, (0..).zip(found.teams).map(column).collect()))
    }
}

/// The cost of giving a reviewer one more submission, apart from scores.
fn cost_of_one_more(load: Load, taken: usize) -> i64 {
    if taken >= load.max() {
        FULL
    } else if taken < load.min() {
        -MISSING
    } else {
        0
    }
}
