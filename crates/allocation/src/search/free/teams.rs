//! The best team for one submission.

use super::{FreeTeams, NO_TEAM};
use crate::{
    rule::Rule,
    search::{
        column::{Cut, Fixings},
        goal::BREACH,
        team::{Candidate, TeamRules},
    },
};

impl FreeTeams<'_> {
    /// Gathers the best candidates, and returns what the weight of others does not exceed, if there are others.
    fn gather(&mut self, submission: usize, costs: &[i64], cuts: &[(&Cut, i64)], fixings: &Fixings) -> Option<i64> {
        let number = u32::try_from(submission).expect("submissions are few");
        let (best, others) = self.rankings.best(submission);
        self.candidates.clear();
        for &(weight, reviewer) in best {
            let at = reviewer as usize;
            let organisation = self.goal.round.profile(at).map_or(reviewer, |profile| profile.organisation);
            let service = self.goal.service(submission, at);
            let worth = weight - costs[at];
            let brings = self.brings[at];
            self.candidates.push(Candidate { reviewer, worth, service, brings, organisation, is_forced: false });
        }
        for (cut, price) in cuts {
            for (_, reviewers) in cut.sides.iter().filter(|(one, _)| *one == number) {
                for candidate in self.candidates.iter_mut().filter(|one| reviewers.contains(&one.reviewer)) {
                    candidate.worth -= price;
                }
            }
        }
        for &(_, reviewer, is_used) in fixings.pairs.iter().filter(|(one, ..)| *one == number) {
            if is_used {
                self.candidates.iter_mut().filter(|one| one.reviewer == reviewer).for_each(|one| one.is_forced = true);
            } else {
                self.candidates.retain(|one| one.reviewer != reviewer);
            }
        }
        self.candidates.sort_unstable_by_key(|one| (!one.is_forced, -one.worth, one.reviewer));
        others
    }

    /// What a team with somebody who is no candidate is not worth more than, if nobody of them is worth more than `other`.
    fn with_other(&self, submission: usize, other: i64) -> i64 {
        if !self.goal.given_up.is_empty() {
            return i64::MAX;
        }
        let rest = self.goal.round.demand(submission) - 1;
        let worth = |one: &Candidate| if one.is_forced { one.worth } else { one.worth.max(other) };
        self.candidates.iter().take(rest).map(worth).sum::<i64>() + other
    }

    /// The best team for a submission within what is fixed, and what it is worth; `None` if there is none.
    pub(super) fn best_within(
        &mut self,
        submission: usize,
        (costs, refund): (&[i64], i64),
        cuts: &[(&Cut, i64)],
        fixings: &Fixings,
    ) -> Option<(i64, Option<Vec<u32>>)> {
        let forced = fixings.pairs.iter().filter(|&&(one, _, is_used)| is_used && one as usize == submission).count();
        loop {
            let others = self.gather(submission, costs, cuts, fixings);
            let is_complete = self.candidates.iter().take_while(|one| one.is_forced).count() == forced;
            let (best, team) = if is_complete { self.best(submission, NO_TEAM) } else { (NO_TEAM, None) };
            match others {
                Some(other) if best < self.with_other(submission, other + refund) => self.rankings.extend(submission),
                _ => return (best > NO_TEAM).then_some((best, team)),
            }
        }
    }

    /// The best team for the submission whose candidates are gathered, with the penalty for what it breaches.
    fn best(&mut self, submission: usize, least: i64) -> (i64, Option<Vec<u32>>) {
        let size = self.goal.round.demand(submission);
        let rules = TeamRules::of(self.goal.round, size, self.goal.floor);
        let variants = if self.goal.given_up.is_empty() { vec![(rules, 0)] } else { self.variants(rules) };
        let row = self.goal.round.row(submission);
        let (mut bound, mut found) = (NO_TEAM, None);
        for (rules, penalty) in variants {
            let best = self.search.best(&self.candidates, rules, &[row], least.max(bound) + penalty);
            self.steps += 1 + self.candidates.len() as u64;
            if best.team.is_some() {
                found = best.team;
            }
            bound = bound.max(best.bound - penalty);
        }
        (bound, found)
    }

    /// The rules for a team with each choice of what it may lack, and the penalty for that.
    fn variants(&self, mut rules: TeamRules) -> Vec<(TeamRules, i64)> {
        let given_up = self.goal.given_up;
        if given_up.has(Rule::Organisation) && rules.same_organisation.is_none() {
            rules.same_organisation = Some(BREACH);
        }
        let optional = self.goal.optional_needs();
        let least = if given_up.has(Rule::Demand) { 0 } else { rules.size };
        let mut variants = Vec::new();
        for size in (least..=rules.size).rev() {
            let missing = i64::try_from(rules.size - size).expect("demand is small");
            for lacking in (0..8u8).filter(|lacking| lacking & !(optional & rules.needs) == 0) {
                // A submission without reviewers lacks nothing else.
                let needs = if size == 0 { 0 } else { rules.needs & !lacking };
                let penalty = (missing + i64::from(lacking.count_ones())) * BREACH;
                variants.push((TeamRules { size, needs, ..rules }, penalty));
            }
        }
        variants
    }

    /// The value of a team: its scores, or the penalties for what it breaches.
    pub(super) fn value(&self, submission: usize, team: &[u32]) -> i64 {
        let value: i64 =
            team.iter().map(|&reviewer| self.goal.weight(submission, reviewer as usize).unwrap_or(0)).sum();
        if self.goal.given_up.is_empty() {
            return value;
        }
        let missing = self.goal.round.demand(submission) - team.len();
        let breaches = missing + self.goal.breaches_of_team(team, &self.brings);
        value - BREACH * i64::try_from(breaches).expect("teams are small")
    }
}
